package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Other programs of this machine, run to their end. */
final class Program {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private Program() {}

    /**
     * @param exit its exit status
     * @param text what it printed on either stream
     */
    record Ran(int exit, String text) {}

    /** Whether there is such a program and it tells its version. */
    static boolean isHere(String name) throws InterruptedException {
        try {
            return run(name, "--version").exit() == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    static Ran run(String... command) throws IOException, InterruptedException {
        return run(new ProcessBuilder(command), LONGEST);
    }

    /** One that takes longer than it may is stopped, and the test fails. */
    static Ran run(ProcessBuilder program, Duration longest) throws IOException, InterruptedException {
        Path output = Files.createTempFile("weir-program", ".txt");
        try {
            Process process = program.redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(longest);
            if (!ended) {
                process.destroyForcibly();
            }
            int exit = process.waitFor();
            String text = Files.readString(output);
            assertThat(ended)
                    .as("%s within %s: %s", program.command(), longest, text)
                    .isTrue();
            return new Ran(exit, text);
        } finally {
            Files.delete(output);
        }
    }
}
