package dev.weir.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.weir.config.ConfigBinder;
import dev.weir.config.ConfigSource;
import dev.weir.config.Loaded;
import dev.weir.config.WeirConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Providers are found, shown without their keys, and used only by consent. */
class FoundTest {
    private final List<HttpServer> servers = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(server -> server.stop(0));
    }

    private String server(int status, String models) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        server.createContext("/v1/models", exchange -> {
            exchange.sendResponseHeaders(status, 0);
            exchange.getResponseBody().write(models.getBytes(UTF_8));
            exchange.close();
        });
        server.start();
        servers.add(server);
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static String models(String owner, String... ids) {
        List<String> entries = new ArrayList<>();
        for (String id : ids) {
            entries.add("{\"id\": \"" + id + "\", \"owned_by\": \"" + owner + "\"}");
        }
        return "{\"object\": \"list\", \"data\": " + entries + "}";
    }

    private static Found found(String yaml, String... environment) {
        Map<String, String> variables = new HashMap<>(Map.of(LocalServers.VARIABLE, "none"));
        for (int i = 0; i < environment.length; i += 2) {
            variables.put(environment[i], environment[i + 1]);
        }
        WeirConfig config = ConfigBinder.bind(WeirConfig.class, ConfigSource.of("test", yaml));
        return Found.in(variables, config);
    }

    private static List<String> names(Found found) {
        return found.providers().stream().map(FoundProvider::name).toList();
    }

    @Test
    void keysInTheEnvironmentAreFoundByVendorAndNotShown() {
        Found found = found(
                "", "OPENAI_API_KEY", "sk-secret-1", "GROQ_API_KEY", "gsk-secret-2", "ANTHROPIC_API_KEY", "sk-ant-3");

        assertThat(names(found)).containsExactly("openai", "anthropic", "groq");
        assertThat(found.listed()).contains("openai (OPENAI_API_KEY)", "groq (GROQ_API_KEY)");
        assertThat(found.toString()).doesNotContain("secret").doesNotContain("sk-ant-3");
        assertThat(found.option()).isEqualTo("--providers env");
    }

    @Test
    void whatTheConfigurationNamesIsNotFoundAgain() {
        assertThat(found("providers: {openai: {kind: openai, api_key: x}}", "OPENAI_API_KEY", "sk-1")
                        .isEmpty())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "OPENAI_BASE_URL, https://gateway.example/v1, https://gateway.example/v1",
        "OPENAI_BASE_URL, '', ",
        "OPENAI_BASE_URL, ftp://x, none",
        "OPENAI_BASE_URL, 'not an address', none"
    })
    void theUsualVariableMovesTheAddress(String variable, String value, String url) {
        Found found = found("", "OPENAI_API_KEY", "sk-1", variable, value);

        if ("none".equals(url)) {
            assertThat(found.isEmpty()).isTrue();
        } else {
            assertThat(found.providers().getFirst().config().baseUrl()).isEqualTo(url == null ? null : URI.create(url));
        }
    }

    /** A client of Weir's may run in the same environment; Weir does not call itself. */
    @Test
    void aKeyOfWeirsOwnIsNoProviders() {
        assertThat(found("", "OPENAI_API_KEY", "wk_something").isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"library, ollama", "llamacpp, llama_cpp", "vllm, vllm", "organization_owner, lm_studio", "me, local"})
    void aModelServerIsKnownByTheOwnerOfItsModels(String owner, String name) throws IOException {
        String address = server(200, models(owner, "a", "b", "c", "d"));

        Found found = found("", LocalServers.VARIABLE, address);

        assertThat(names(found)).containsExactly(name);
        assertThat(found.listed()).isEqualTo(name + " (" + address + ": a, b, c, …)");
        assertThat(found.providers().getFirst().config().allowPrivate()).isTrue();
        assertThat(found.providers().getFirst().config().apiKey()).isNull();
        assertThat(found.option()).isEqualTo("--providers local");
    }

    @Test
    void twoOfAKindAreToldApartAndOneThatIsKnownIsNotFound() throws IOException {
        String one = server(200, models("vllm", "a"));
        String other = server(200, models("vllm", "b"));
        String known = server(200, models("vllm", "c"));

        Found found = found(
                "providers: {mine: {kind: openai, base_url: '" + known.replace("127.0.0.1", "localhost")
                        + "/v1', allow_private: true}}",
                LocalServers.VARIABLE,
                one + "," + other + "/v1/," + known);

        assertThat(names(found)).containsExactly("vllm", "vllm-2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"data\": 7}", "<html>", "{\"data\": [7, {}]}"})
    void whatAnswersSomethingElseIsNoModelServerOrHasNoModels(String body) throws IOException {
        Found found = found("", LocalServers.VARIABLE, server(200, body));

        assertThat(found.providers()).hasSizeLessThanOrEqualTo(1);
        assertThat(found.isEmpty()).isEqualTo(!body.contains("[7"));
    }

    @Test
    void whoRefusesOrIsSilentOrFarAwayIsNotFound() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String addresses = String.join(
                    ",",
                    server(401, models("x", "a")),
                    "http://127.0.0.1:" + silent.getLocalPort(),
                    "http://192.0.2.1:11434",
                    "https://127.0.0.1:1",
                    "::",
                    "http://127.0.0.1:1");

            assertThat(found("", LocalServers.VARIABLE, addresses).isEmpty()).isTrue();
        }
    }

    private static Found consented(boolean terminal, String answer, @Nullable List<ProvidersFrom> option) {
        Machine machine = new Machine(new Caught(), Map.of(), terminal, () -> answer);
        StringWriter out = new StringWriter();
        Found given =
                new Consent(machine, option).to(found("", "OPENAI_API_KEY", "sk-secret"), new PrintWriter(out, true));
        assertThat(out.toString()).doesNotContain("sk-secret");
        assertThat(out.toString().isEmpty()).isEqualTo(!terminal || option != null);
        return given;
    }

    @Test
    void nothingIsUsedWithoutConsent() {
        assertThat(consented(true, "y", null).isEmpty()).isFalse();
        assertThat(consented(true, "Yes ", null).isEmpty()).isFalse();
        assertThat(consented(true, "", null).isEmpty()).isTrue();
        assertThat(consented(true, "n", null).isEmpty()).isTrue();
        assertThat(consented(false, "y", null).isEmpty()).isTrue();
        assertThat(consented(true, "y", List.of(ProvidersFrom.NONE)).isEmpty()).isTrue();
        assertThat(consented(false, "", List.of(ProvidersFrom.LOCAL)).isEmpty()).isTrue();
        assertThat(consented(false, "", List.of(ProvidersFrom.LOCAL, ProvidersFrom.ENV))
                        .isEmpty())
                .isFalse();
    }

    @Test
    void upStartsWithWhatWasConsentedTo() throws IOException {
        String address = server(200, models("library", "llama3.2"));
        Map<String, String> environment =
                Map.of("OPENAI_API_KEY", "sk-1", LocalServers.VARIABLE, address, "WEIR_DATA", "nowhere");

        assertThat(started(environment, "--providers", "env,local").providers()).containsOnlyKeys("openai", "ollama");
        assertThat(started(environment, "--providers", "local").providers()).containsOnlyKeys("ollama");
        assertThat(started(environment).providers()).isEmpty();
    }

    private static WeirConfig started(Map<String, String> environment, String... options) {
        Caught caught = new Caught();
        CommandLine line = Cli.commandLine(new Machine(caught, environment, false));
        line.setErr(new PrintWriter(new StringWriter()));
        List<String> arguments = new ArrayList<>(List.of("up", "--port", "0"));
        arguments.addAll(List.of(options));
        assertThat(line.execute(arguments.toArray(String[]::new))).isEqualTo(1);
        return caught.configs.getLast();
    }

    /** Notes the configuration and starts nothing. */
    private static final class Caught implements Starter {
        private final List<WeirConfig> configs = new ArrayList<>();

        @Override
        public Running start(Loaded config, Map<String, String> environment) throws IOException {
            configs.add(config.config());
            throw new IOException("nothing is started here");
        }

        @Override
        public long backup(WeirConfig config, Map<String, String> environment, Path file) {
            throw new AssertionError("nobody asked for a backup");
        }
    }
}
