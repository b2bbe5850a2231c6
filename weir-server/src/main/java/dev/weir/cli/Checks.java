package dev.weir.cli;

import dev.weir.config.IsolationMode;
import dev.weir.config.WeirConfig;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.knowledge.embedding.Embedder;
import dev.weir.knowledge.parser.Isolation;
import dev.weir.knowledge.parser.ParserPool;
import dev.weir.knowledge.parser.ParserProgram;
import dev.weir.knowledge.parser.Programs;
import dev.weir.store.DataDirectory;
import dev.weir.store.ServerMark;
import dev.weir.store.StorageException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** What the doctor looks at, one method a check. */
final class Checks {
    private static final int JAVA = 25;
    private static final long LITTLE = 2L << 30;
    private static final long TOO_LITTLE = 64L << 20;
    private static final int OK = 200;

    private final WeirConfig config;
    private final Map<String, String> environment;
    private final Path data;

    Checks(WeirConfig config, Map<String, String> environment) {
        this.config = config;
        this.environment = environment;
        this.data = config.data().toAbsolutePath().normalize();
    }

    List<Finding> all() {
        Optional<ServerMark> running = ServerMark.read(data).filter(ServerMark::isAlive);
        List<Finding> findings = new ArrayList<>();
        findings.add(running.map(this::inUse).orElseGet(this::dataDirectory));
        findings.add(disk());
        findings.add(running.map(Checks::answers).orElseGet(this::port));
        findings.add(providers());
        findings.add(files());
        return findings;
    }

    static Finding java() {
        Runtime.Version version = Runtime.version();
        String text = version + ", " + System.getProperty("java.vendor") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors, at most "
                + Shown.bytes(Runtime.getRuntime().maxMemory()) + " of heap";
        return version.feature() >= JAVA
                ? Finding.good("java", text)
                : Finding.bad("java", text + ": Weir needs Java " + JAVA + " or newer");
    }

    private Finding inUse(ServerMark mark) {
        return Finding.good("data directory", data + ", in use by process " + mark.process());
    }

    /** Opens it as the server would; one that is not there yet is not created. */
    private Finding dataDirectory() {
        if (!Files.exists(data)) {
            Path parent = existing(data);
            return Files.isWritable(parent)
                    ? Finding.good("data directory", data + ", which ./weir up will create")
                    : Finding.bad("data directory", data + " cannot be created: " + parent + " is not writable");
        }
        if (!Files.exists(data.resolve("version"))) {
            return Files.isDirectory(data) && Files.isWritable(data)
                    ? Finding.good("data directory", data + ", still empty")
                    : Finding.bad("data directory", data + " is not a directory that this user may write to");
        }
        try (DataDirectory opened = DataDirectory.open(data, new IdSource(Clock.SYSTEM))) {
            return Finding.good("data directory", opened.path() + ", " + opened.node() + ", no server runs on it");
        } catch (StorageException e) {
            return Finding.bad("data directory", String.valueOf(e.getMessage()));
        }
    }

    private static Path existing(Path path) {
        Path at = path;
        while (!Files.exists(at) && at.getParent() != null) {
            at = at.getParent();
        }
        return at;
    }

    private Finding disk() {
        try {
            long free = Files.getFileStore(existing(data)).getUsableSpace();
            String text = Shown.bytes(free) + " free for " + data;
            if (free < TOO_LITTLE) {
                return Finding.bad("disk", text + ": make room, or name another place with --data");
            }
            return free < LITTLE ? Finding.fair("disk", text + ", which is little") : Finding.good("disk", text);
        } catch (IOException e) {
            return Finding.fair("disk", "its free space cannot be told: " + e.getMessage());
        }
    }

    private static Finding answers(ServerMark mark) {
        try (WeirClient client = new WeirClient(new ServerAddress(mark.url(), "none", null), null)) {
            int status = client.status("/readyz");
            return status == OK
                    ? Finding.good("server", mark.url() + " is ready")
                    : Finding.bad("server", mark.url() + " runs but is not ready: GET /readyz says why");
        } catch (CommandFailure | IOException e) {
            return Finding.bad("server", String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Finding.fair("server", "not asked");
        }
    }

    private Finding port() {
        String host = config.server().host();
        int port = config.server().port();
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            return Finding.good("port", host + ":" + port + " is free");
        } catch (IOException e) {
            return Finding.bad(
                    "port",
                    host + ":" + port + " cannot be had (" + e.getMessage() + "): choose another with --port or"
                            + " server.port");
        }
    }

    private Finding providers() {
        List<String> names = new ArrayList<>(List.of("weir (in this process)"));
        names.addAll(new TreeSet<>(config.providers().keySet()));
        Found found = Found.in(environment, config);
        String text = String.join(", ", names);
        return found.isEmpty()
                ? Finding.good("providers", text)
                : Finding.fair(
                        "providers",
                        text + "; found but not used: " + found.listed() + " (./weir up " + found.option()
                                + " uses them)");
    }

    /** How files are read, found by trying. */
    private Finding files() {
        Optional<ParserProgram> program = ParserProgram.installed();
        if (program.isEmpty()) {
            return Finding.fair(
                    "files", "only text, Markdown and HTML are read: this Weir was built without weir-parser");
        }
        IsolationMode wanted = config.knowledge().parser().isolation();
        if (wanted == IsolationMode.OFF) {
            return Finding.fair("files", "read by processes of their own, without isolation, as configured");
        }
        Isolation found = ParserPool.isolation(program.get(), Programs.of(environment.get("PATH")));
        String text = "read by processes of their own, in " + found.words();
        if (found != Isolation.NONE) {
            return Finding.good("files", text);
        }
        String advice = ": install bubblewrap, or allow unprivileged user namespaces";
        return wanted == IsolationMode.REQUIRED
                ? Finding.bad("files", "refused, because isolation is required and there is none" + advice)
                : Finding.fair("files", text + advice);
    }

    static Finding embeddings() {
        long start = Clock.SYSTEM.nanoTime();
        try (Embedder embedder = new Embedder()) {
            int length = embedder.embed("How do I back up Weir?").length;
            return Finding.good(
                    "embeddings",
                    embedder.model().fullName() + " works, " + length + " dimensions, loaded in "
                            + Shown.ms((Clock.SYSTEM.nanoTime() - start) / 1e6));
        } catch (RuntimeException | UnsatisfiedLinkError e) {
            return Finding.fair(
                    "embeddings",
                    "the model does not load (" + e.getMessage() + "): documents are found by words only");
        }
    }
}
