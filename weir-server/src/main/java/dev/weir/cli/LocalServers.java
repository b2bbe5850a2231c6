package dev.weir.cli;

import dev.weir.config.ProviderConfig;
import dev.weir.http.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Model servers that answer on this machine: at the ports where Ollama, llama.cpp, vLLM and LM Studio usually are, or
 * at the addresses in {@value #VARIABLE} ({@code none}: nowhere). Only loopback is asked, nothing but for a list of
 * models, and nobody is waited for long. What answers with OpenAI's list of models is one; who it is, the owner that it
 * gives its models tells.
 */
final class LocalServers {
    static final String VARIABLE = "WEIR_LOCAL_SERVERS";
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int CONNECT = 200;
    private static final int HTTP = 80;
    private static final int OK = 200;
    private static final int SHOWN = 3;

    private static final List<Integer> PORTS = List.of(11434, 8000, 1234, 8080, 8081);
    private static final Map<Integer, String> USUAL = Map.of(11434, "ollama", 8000, "vllm", 1234, "lm_studio");
    private static final Map<String, String> OWNERS = Map.of(
            "library",
            "ollama",
            "llamacpp",
            "llama_cpp",
            "vllm",
            "vllm",
            "organization_owner",
            "lm_studio",
            "sglang",
            "sglang");

    private final Map<String, String> environment;
    private final int ownPort;

    /**
     * @param ownPort where Weir itself listens, which is not asked
     */
    LocalServers(Map<String, String> environment, int ownPort) {
        this.environment = environment;
        this.ownPort = ownPort;
    }

    /** Whether two addresses are the same server of this machine. */
    static boolean isSame(URI one, @Nullable URI other) {
        return other != null && one.getPort() == other.getPort() && isLoopback(one) && isLoopback(other);
    }

    private static boolean isLoopback(URI url) {
        try {
            return url.getHost() != null && InetAddress.getByName(url.getHost()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** In the order of the addresses; two of a kind are told apart by a number. */
    List<FoundProvider> find() {
        List<URI> listening = addresses().stream().filter(LocalServers::listens).toList();
        if (listening.isEmpty()) {
            return List.of();
        }
        try (HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build()) {
            List<CompletableFuture<Optional<Server>>> asked =
                    listening.stream().map(address -> ask(http, address)).toList();
            List<FoundProvider> found = new ArrayList<>();
            asked.forEach(answer -> answer.join().ifPresent(server -> found.add(server.provider(found))));
            return found;
        }
    }

    private List<URI> addresses() {
        String written = environment.getOrDefault(VARIABLE, "").strip();
        Stream<String> wanted = written.isEmpty()
                ? PORTS.stream().filter(port -> port != ownPort).map(port -> "http://127.0.0.1:" + port)
                : written.equals("none") ? Stream.empty() : Arrays.stream(written.split("\\s*,\\s*"));
        return wanted.map(LocalServers::url)
                .flatMap(Optional::stream)
                .filter(LocalServers::isLoopback)
                .toList();
    }

    private static Optional<URI> url(String text) {
        try {
            return Optional.of(URI.create(text.replaceAll("/+$", "").replaceAll("/v1$", "")))
                    .filter(url -> "http".equals(url.getScheme()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Tells at once where nobody is, so that a start without model servers costs nothing. */
    private static boolean listens(URI address) {
        try (Socket socket = new Socket()) {
            int port = address.getPort() < 0 ? HTTP : address.getPort();
            socket.connect(new InetSocketAddress(address.getHost(), port), CONNECT);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Never fails; who does not answer in time is not there. */
    private static CompletableFuture<Optional<Server>> ask(HttpClient http, URI address) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/v1/models"))
                .timeout(PATIENCE)
                .build();
        return http.sendAsync(request, BodyHandlers.ofByteArray())
                .thenApply(
                        answer -> answer.statusCode() == OK ? read(address, answer.body()) : Optional.<Server>empty())
                .completeOnTimeout(Optional.empty(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(e -> Optional.empty());
    }

    private static Optional<Server> read(URI address, byte[] answer) {
        try {
            return read(address, Json.MAPPER.readTree(answer));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static Optional<Server> read(URI address, JsonNode list) {
        if (!list.path("data").isArray()) {
            return Optional.empty();
        }
        List<String> models = new ArrayList<>();
        String owner = "";
        for (JsonNode model : list.path("data")) {
            models.add(model.path("id").asString(""));
            owner = model.path("owned_by").asString(owner);
        }
        String usual = USUAL.getOrDefault(address.getPort(), "local");
        return Optional.of(new Server(OWNERS.getOrDefault(owner, usual), address, models));
    }

    /** One that answered. */
    private record Server(String name, URI address, List<String> models) {
        FoundProvider provider(List<FoundProvider> others) {
            String own = IntStream.iterate(1, i -> i + 1)
                    .mapToObj(i -> i == 1 ? name : name + "-" + i)
                    .filter(wanted ->
                            others.stream().noneMatch(other -> other.name().equals(wanted)))
                    .findFirst()
                    .orElseThrow();
            ProviderConfig config = new ProviderConfig("openai", URI.create(address + "/v1"), null, true, Map.of());
            return new FoundProvider(own, ProvidersFrom.LOCAL, where(), config);
        }

        private String where() {
            if (models.isEmpty()) {
                return address + ", no model loaded";
            }
            String some = String.join(", ", models.subList(0, Math.min(SHOWN, models.size())));
            return Objects.toString(address) + ": " + some + (models.size() > SHOWN ? ", …" : "");
        }
    }
}
