package dev.weir.knowledge.parser;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The command line of a child. */
record ChildCommand(ParserProgram program, ParserSettings settings, Sandbox sandbox, Programs programs) {
    /** Sets what the kernel holds a process and its children to, then runs the rest as low in priority as it says. */
    private static final String BOUNDED = "ulimit -t \"$1\"; ulimit -c 0; cd /; shift; exec \"$@\"";

    private static final String NICENESS = "10";

    /** Beside the heap: classes, compiled code, stacks and buffers. */
    private static final int BESIDES_MEGABYTES = 256;

    List<String> words() {
        List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", BOUNDED, "weir-parser", lifetime()));
        @Nullable String nice = programs.find("nice");
        if (nice != null) {
            words.addAll(List.of(nice, "-n", NICENESS));
        }
        words.addAll(sandbox.wrapped(bare()));
        return words;
    }

    /** Seconds of the processor after which the kernel ends it, also where nobody watches any more. */
    private String lifetime() {
        return Long.toString(2 * settings.cpu().toSeconds() + 30);
    }

    /** Shells leave variables behind, such as the folder they were in. */
    private List<String> bare() {
        @Nullable String env = programs.find("env");
        List<String> words = new ArrayList<>(env == null ? List.of() : List.of(env, "-i"));
        words.addAll(java());
        return words;
    }

    private List<String> java() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + (settings.heap() >> 10) + "k",
                "-XX:+UseSerialGC",
                "-XX:ActiveProcessorCount=1",
                "-XX:MaxDirectMemorySize=32m",
                "-XX:MaxMetaspaceSize=128m",
                "-XX:ReservedCodeCacheSize=64m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-UsePerfData",
                "-XX:+ErrorFileToStderr",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:+DisplayVMOutputToStderr",
                "-Xlog:disable",
                "-Xlog:all=error:stderr",
                "-Dfile.encoding=UTF-8",
                "-Djava.awt.headless=true",
                "-Djava.io.tmpdir=/tmp",
                "-cp",
                program.javaClassPath(),
                program.mainClass());
    }

    /** The most memory that such a process takes while all is well, in bytes. */
    static long most(ParserSettings settings) {
        return settings.heap() + ((long) BESIDES_MEGABYTES << 20);
    }

    /** What it reads besides the system's programs: the class path, and a JDK wherever it is. */
    static Set<Path> readable(ParserProgram program) {
        Set<Path> paths = new LinkedHashSet<>(program.classPath());
        Path home = Path.of(System.getProperty("java.home"));
        paths.add(home);
        for (String linked : List.of("conf", "conf/security", "lib/security")) {
            try {
                Path real = home.resolve(linked).toRealPath();
                if (!real.startsWith(home.toRealPath())) {
                    paths.add(real);
                }
            } catch (IOException e) {
                paths.add(home);
            }
        }
        return paths;
    }
}
