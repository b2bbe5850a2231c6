package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The environment and the command line, laid over the file. */
class ConfigOverridesTest {
    private static final String FILE = """
            providers: {open_ai: {kind: openai, api_key: "${KEY}"}, open: {kind: openai}}
            models:
              big-one: {deployments: [{provider: open, model: a}]}
            """;

    @Test
    void aReferenceIsFilledInAnywhereInAValue() {
        WeirConfig config = read("""
                data: /srv/${TEAM}/weir-${STAGE:dev}
                server: {host: ${HOST}, port: ${PORT:9001}, public_url: "${URL:}"}
                providers: {a: {kind: openai, api_key: "$${literal}"}}
                """, Map.of("TEAM", "search", "HOST", "::1"));

        assertThat(config.data()).isEqualTo(Path.of("/srv/search/weir-dev"));
        assertThat(config.server().host()).isEqualTo("::1");
        assertThat(config.server().port()).isEqualTo(9001);
        assertThat(config.server().publicUrl()).isNull();
        assertThat(provider(config, "a").apiKey()).isEqualTo(new Secret("${literal}"));
    }

    @Test
    void whatAVariableHoldsIsNotReadAsYamlOrAsAReference() {
        WeirConfig config = read(FILE, Map.of("KEY", "a: {b} # ${KEY}"));

        assertThat(provider(config, "open_ai").apiKey()).isEqualTo(new Secret("a: {b} # ${KEY}"));
    }

    @Test
    void aVariableTakesThePlaceOfAKey() {
        WeirConfig config = read(
                FILE,
                Map.of(
                        "KEY", "k",
                        "WEIR_SERVER_PORT", "9000",
                        "WEIR_SERVER_PUBLIC_URL", "https://w.example",
                        "WEIR_PROVIDERS_OPEN_AI_BASE_URL", "https://ai.example/v1",
                        "WEIR_PROVIDERS_NEW_KIND", "openai",
                        "WEIR_MODELS_BIG_ONE_TIMEOUTS_FIRST_TOKEN", "5s",
                        "WEIR_MODELS_BIG_ONE_DEPLOYMENTS_0_MODEL", "b",
                        "WEIR_MODELS_BIG_ONE_DEPLOYMENTS_1", "{provider: new, model: c}",
                        "WEIR_PRICES", "{b: {input: 1, output: 2}}"));

        assertThat(config.server().port()).isEqualTo(9000);
        assertThat(config.server().publicUrl()).isEqualTo(URI.create("https://w.example"));
        assertThat(provider(config, "open_ai").baseUrl()).isEqualTo(URI.create("https://ai.example/v1"));
        assertThat(config.providers()).containsOnlyKeys("open_ai", "open", "new");
        assertThat(bigOne(config).timeouts().firstToken()).isEqualTo(Duration.ofSeconds(5));
        assertThat(bigOne(config).deployments())
                .containsExactly(DeploymentConfig.of("open", "b"), DeploymentConfig.of("new", "c"));
        assertThat(config.prices()).containsOnlyKeys("b");
    }

    @Test
    void anOptionGoesBeforeAVariable() {
        ConfigSource source = new ConfigSource(
                "weir.yaml",
                "",
                Map.of("WEIR_SERVER_PORT", "9000"),
                List.of(Setting.of("server.port", "9001", "--port")));

        assertThat(ConfigBinder.bind(WeirConfig.class, source).server().port()).isEqualTo(9001);
    }

    @Test
    void aProblemNamesTheVariableOrOption() {
        assertThatThrownBy(() -> read("", Map.of("WEIR_SERVER_PORT", "x")))
                .hasMessage(
                        "WEIR_SERVER_PORT: 'server.port' must be a whole number, found 'x'; write for example 8080");
        assertThatThrownBy(() -> read("", Map.of("WEIR_PRICES", "{m: {inptu: 1}}")))
                .hasMessageContaining("WEIR_PRICES:1:6: unknown key 'prices.m.inptu'; did you mean 'input'?");
    }

    @Test
    void aVariableThatMeansNoKeyIsNotedButDoesNotStopTheStart() {
        ConfigBinder.Bound<WeirConfig> bound = ConfigBinder.read(
                WeirConfig.class,
                new ConfigSource(
                        "weir.yaml",
                        "",
                        Map.of("WEIR_SERVER_PROT", "1", "WEIR_SERVER_PORT", "tcp://10.0.0.1:80", "WEIR_ADMIN_KEY", "k"),
                        List.of()));

        assertThat(bound.value().server().port()).isEqualTo(8080);
        assertThat(bound.notes())
                .hasSize(2)
                .anySatisfy(note -> assertThat(note).contains("WEIR_SERVER_PROT", "did you mean WEIR_SERVER_PORT?"));
    }

    private static WeirConfig read(String yaml, Map<String, String> environment) {
        return ConfigBinder.bind(WeirConfig.class, new ConfigSource("weir.yaml", yaml, environment, List.of()));
    }

    private static ProviderConfig provider(WeirConfig config, String name) {
        return Objects.requireNonNull(config.providers().get(name), name);
    }

    private static ModelConfig bigOne(WeirConfig config) {
        return Objects.requireNonNull(config.models().get("big-one"));
    }
}
