package dev.weir.knowledge.parser;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How commands are started so that they reach neither the network nor the files of the machine. What the machine offers
 * is found by trying it. Immutable.
 *
 * <p>Programs and libraries ({@code /usr} and its like), the JDK and the class path can be read in the sandbox; a small
 * {@code /tmp} in memory can be written. Nothing else is there: no home, no data directory, no device but null and
 * random.
 */
public final class Sandbox {
    private static final Logger log = LoggerFactory.getLogger(Sandbox.class);
    private static final int PATIENCE_SECONDS = 10;
    private static final String LINES = "parser-namespaces.sh";
    private static final List<String> SYSTEM = List.of("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64");
    private static final String LINKER_CACHE = "/etc/ld.so.cache";

    /** The most that a child may write to its /tmp, which counts as the machine's memory. */
    private static final String TEMPORARY_BYTES = "268435456";

    /** Fails where a file of the machine is seen, a network besides the loopback, or what is to be read is not. */
    private static final String PROOF = "[ ! -e \"$1\" ] && [ \"$(grep -c : /proc/net/dev)\" -le 1 ] || exit 1; shift;"
            + " for each; do [ -e \"$each\" ] || exit 1; done";

    private final Isolation isolation;
    private final Path mount;
    private final Set<Path> readable;
    private final Programs programs;

    private Sandbox(Isolation isolation, Path mount, Set<Path> readable, Programs programs) {
        this.isolation = isolation;
        this.mount = mount;
        this.readable = readable;
        this.programs = programs;
    }

    /**
     * The best that this machine offers.
     *
     * @param folder may be written to; an empty folder is made in it
     * @param readable what commands need to read besides the system's programs
     */
    public static Sandbox find(Path folder, Set<Path> readable, Programs programs) {
        Path mount = made(folder);
        Set<Path> real = real(readable);
        for (Isolation each : List.of(Isolation.BUBBLEWRAP, Isolation.NAMESPACES)) {
            Sandbox sandbox = new Sandbox(each, mount, real, programs);
            if (sandbox.works()) {
                return sandbox;
            }
        }
        return new Sandbox(Isolation.NONE, mount, real, programs);
    }

    /** None, whatever the machine offers. */
    public static Sandbox none(Programs programs) {
        return new Sandbox(Isolation.NONE, Path.of("/"), Set.of(), programs);
    }

    private static Path made(Path folder) {
        try {
            return Files.createDirectories(folder.resolve("mount")).toRealPath();
        } catch (IOException e) {
            log.warn("No folder for a file system of its own can be made: {}", e.getMessage());
            return folder;
        }
    }

    private static Set<Path> real(Set<Path> paths) {
        Set<Path> real = new LinkedHashSet<>();
        for (Path path : paths) {
            try {
                real.add(path.toRealPath());
            } catch (IOException e) {
                log.debug("{} is not there", path, e);
            }
        }
        return real;
    }

    public Isolation isolation() {
        return isolation;
    }

    private boolean works() {
        try {
            List<String> proof = new ArrayList<>(List.of("/bin/sh", "-c", PROOF, "proof", mount.toString()));
            readable.forEach(path -> proof.add(path.toString()));
            List<String> command = wrapped(proof);
            return !command.isEmpty() && succeeds(command);
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean succeeds(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return false;
        }
        if (process.exitValue() != 0) {
            try (InputStream said = process.getInputStream()) {
                log.debug("{} does not work: {}", command.getFirst(), new String(said.readNBytes(500)).strip());
            }
        }
        return process.exitValue() == 0;
    }

    /** The command in the sandbox; empty where the machine lacks a program for it. */
    List<String> wrapped(List<String> command) {
        return switch (isolation) {
            case BUBBLEWRAP -> bubblewrapped(command);
            case NAMESPACES -> unshared(command);
            case NONE -> command;
        };
    }

    private List<String> bubblewrapped(List<String> command) {
        @Nullable String program = programs.find("bwrap");
        if (program == null) {
            return List.of();
        }
        List<String> all = new ArrayList<>(
                List.of(program, "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"));
        system().forEach((place, target) -> all.addAll(
                target.isEmpty() ? List.of("--ro-bind", place, place) : List.of("--symlink", target, place)));
        all.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"));
        for (Path path : readable) {
            all.addAll(List.of("--ro-bind", path.toString(), path.toString()));
        }
        all.addAll(List.of("--chdir", "/", "--"));
        all.addAll(command);
        return all;
    }

    private List<String> unshared(List<String> command) {
        @Nullable String program = programs.find("unshare");
        if (program == null) {
            return List.of();
        }
        List<String> all = new ArrayList<>(List.of(
                program,
                "--user",
                "--map-root-user",
                "--net",
                "--mount",
                "--pid",
                "--ipc",
                "--uts",
                "--fork",
                "--kill-child",
                "/bin/sh",
                "-c",
                Script.read(LINES),
                "weir-parser",
                mount.toString(),
                TEMPORARY_BYTES));
        system().forEach((place, target) -> all.add(target.isEmpty() ? place : place + "=" + target));
        readable.forEach(path -> all.add(path.toString()));
        all.add("--");
        all.addAll(command);
        return all;
    }

    /** Where programs are, each with the target of its symbolic link, or nothing where it is none. */
    private static Map<String, String> system() {
        Map<String, String> found = new LinkedHashMap<>();
        for (String place : SYSTEM) {
            Path path = Path.of(place);
            try {
                if (Files.isSymbolicLink(path)) {
                    found.put(place, Files.readSymbolicLink(path).toString());
                } else if (Files.isDirectory(path)) {
                    found.put(place, "");
                }
            } catch (IOException e) {
                log.debug("{} cannot be looked at", place, e);
            }
        }
        if (Files.exists(Path.of(LINKER_CACHE))) {
            found.put(LINKER_CACHE, "");
        }
        return found;
    }

    /** Scripts that lie beside this class. */
    private static final class Script {
        static String read(String name) {
            try (InputStream in = Sandbox.class.getResourceAsStream(name)) {
                if (in == null) {
                    throw new IllegalStateException(name + " is not on the class path");
                }
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new IllegalStateException(name + " cannot be read", e);
            }
        }
    }
}
