package dev.weir.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The processes of a run: a simulator, a Weir in front of it, and nginx in front of it, each on its own port. */
final class Peers implements AutoCloseable {
    static final String KEY = "bench-admin-key-of-some-length";

    /** The launcher's path; the launcher itself says where it is. */
    static final String LAUNCHER = Path.of(System.getProperty("weir.root", ""), "weir")
            .toAbsolutePath()
            .toString();

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Path folder;
    private final List<Process> children = new ArrayList<>();
    private final int simulatorPort = freePort();
    private final int weirPort = freePort();
    private final int nginxPort = freePort();
    private final int portkeyPort = freePort();
    private final String weirOptions;
    private Process weir;

    Peers(Path folder) throws IOException, InterruptedException {
        this(folder, "http", List.of());
    }

    /**
     * @param scheme how Weir speaks to the simulator: {@code http} or {@code h2c}
     * @param weirOptions more options for Weir's JVM
     */
    Peers(Path folder, String scheme, List<String> weirOptions) throws IOException, InterruptedException {
        this(folder, scheme, weirOptions, "server: {max_concurrent: 60000}");
    }

    /**
     * @param settings lines of {@code weir.yaml} beside its providers
     */
    Peers(Path folder, String scheme, List<String> weirOptions, String settings)
            throws IOException, InterruptedException {
        this.folder = folder;
        this.weirOptions = String.join(" ", weirOptions);
        weir(LAUNCHER, "simulator.log", "", "simulate", "--port", Integer.toString(simulatorPort));
        await(simulator("/v1/models"), "the simulator");
        Files.writeString(folder.resolve("weir.yaml"), """
                providers:
                  sim: {kind: openai, base_url: "%s://127.0.0.1:%d/v1", api_key: none, allow_private: true}
                %s
                """.formatted(scheme, simulatorPort, settings));
        weir = startWeir();
    }

    Process startWeir() throws IOException, InterruptedException {
        weir = up(LAUNCHER, "weir.log", "data", weirPort);
        await(weir("/readyz"), "Weir");
        return weir;
    }

    /** Starts the Weir of another checkout, with the same settings and a data directory of its own. */
    URI otherWeir(Path checkout, String path) throws IOException, InterruptedException {
        int port = freePort();
        up(checkout.resolve("weir").toAbsolutePath().toString(), "other-weir.log", "other-data", port);
        URI root = URI.create("http://127.0.0.1:" + port + "/");
        await(root.resolve("/readyz"), "the other Weir");
        return root.resolve(path);
    }

    private Process up(String launcher, String log, String data, int port) throws IOException {
        return weir(
                launcher,
                log,
                weirOptions,
                "up",
                "--config",
                folder.resolve("weir.yaml").toString(),
                "--data",
                folder.resolve(data).toString(),
                "--port",
                Integer.toString(port));
    }

    Process weir() {
        return weir;
    }

    URI simulator(String path) {
        return URI.create("http://127.0.0.1:" + simulatorPort + path);
    }

    URI weir(String path) {
        return URI.create("http://127.0.0.1:" + weirPort + path);
    }

    /** Starts nginx as a plain reverse proxy with kept connections and two workers; empty if it is not installed. */
    Optional<URI> nginx(String path) throws IOException, InterruptedException {
        Path configuration = folder.resolve("nginx.conf");
        Files.writeString(configuration, """
                worker_processes 2; daemon off; pid %1$s/nginx.pid; error_log %1$s/nginx.err;
                events { worker_connections 8192; }
                http {
                  access_log off;
                  upstream sim { server 127.0.0.1:%2$d; keepalive 512; keepalive_requests 100000000; }
                  server {
                    listen 127.0.0.1:%3$d backlog=4096; keepalive_requests 100000000;
                    location / {
                      proxy_pass http://sim; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off;
                    }
                  }
                }
                """.formatted(folder, simulatorPort, nginxPort));
        try {
            start(
                    "nginx.log",
                    List.of(
                            "nginx",
                            "-c",
                            configuration.toString(),
                            "-e",
                            folder.resolve("nginx.err").toString()),
                    Map.of());
        } catch (IOException notInstalled) {
            return Optional.empty();
        }
        URI uri = URI.create("http://127.0.0.1:" + nginxPort + path);
        await(URI.create("http://127.0.0.1:" + nginxPort + "/v1/models"), "nginx");
        return Optional.of(uri);
    }

    /**
     * Starts Portkey's gateway from npm in this folder, where it is installed if it is not there yet; empty without
     * npm. Its server needs an older library than it asks for, or its streams break.
     */
    Optional<URI> portkey(Path installed, String path) throws IOException, InterruptedException {
        Path program = installed.resolve("node_modules/@portkey-ai/gateway/build/start-server.js");
        if (!Files.exists(program)) {
            Files.createDirectories(installed);
            Files.writeString(installed.resolve("package.json"), """
                    {"private": true, "dependencies": {"@portkey-ai/gateway": "1.15.2"},
                     "overrides": {"@hono/node-server": "1.13.7"}}
                    """);
            try {
                start("npm.log", List.of("npm", "--prefix", installed.toString(), "install"), Map.of())
                        .waitFor();
            } catch (IOException noNpm) {
                return Optional.empty();
            }
        }
        start(
                "portkey.log",
                List.of("node", program.toString(), "--port=" + portkeyPort, "--headless"),
                Map.of("NODE_ENV", "production"));
        URI root = URI.create("http://127.0.0.1:" + portkeyPort + "/");
        await(root, "Portkey");
        return Optional.of(root.resolve(path));
    }

    /** What Portkey is told with each call; the others do not look at it. */
    Map<String, String> portkeyHeaders() {
        return Map.of(
                "x-portkey-provider",
                "openai",
                "x-portkey-custom-host",
                simulator("/v1").toString());
    }

    /** Through the launcher, with the options that every user gets. */
    private Process weir(String launcher, String log, String options, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher));
        command.addAll(List.of(arguments));
        return start(log, command, Map.of("WEIR_ADMIN_KEY", KEY, "WEIR_JAVA_OPTS", options));
    }

    private Process start(String log, List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve(log).toFile()));
        builder.environment().putAll(environment);
        Process child = builder.start();
        children.add(child);
        return child;
    }

    private void await(URI uri, String what) throws IOException, InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (System.nanoTime() < end) {
            try {
                if (get(uri).statusCode() < 500) {
                    return;
                }
            } catch (IOException notYet) {
                Thread.sleep(50);
            }
        }
        throw new IOException(what + " did not start; its output is in " + folder);
    }

    static HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(uri)
                        .header("authorization", "Bearer " + KEY)
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    static void put(URI uri, String body) throws IOException, InterruptedException {
        send(uri, "PUT", body);
    }

    /** Any answer but a success is an exception. */
    static void send(URI uri, String method, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = HTTP.send(
                HttpRequest.newBuilder(uri)
                        .header("authorization", "Bearer " + KEY)
                        .header("content-type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new IOException(uri + " answered " + response.statusCode() + ": " + response.body());
        }
    }

    /** Resident memory in megabytes, where the system tells. */
    static Optional<Long> residentMegabytes(Process process) throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return Optional.empty();
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        for (Process child : children.reversed()) {
            child.destroy();
        }
        for (Process child : children) {
            try {
                if (!child.waitFor(20, TimeUnit.SECONDS)) {
                    child.destroyForcibly();
                }
            } catch (InterruptedException e) {
                child.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
