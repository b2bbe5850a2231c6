package dev.weir.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Jazzer looks for inputs that break a parser, led by the code that they reach: {@code -Dweir.fuzz.seconds} for each,
 * 20 if nothing is said, and {@code -Dweir.fuzz.only=CHAT_REQUEST} for one. It runs in a process of its own, because
 * its agent changes every class that is loaded after it. What it finds belongs into the parser's folder of seeds, which
 * {@link MutatedInputTest} reads in every build.
 */
@Tag("long")
class JazzerTest {
    private static final int SECONDS = Integer.getInteger("weir.fuzz.seconds", 20);
    private static final String ONLY = System.getProperty("weir.fuzz.only", "");

    @ParameterizedTest
    @EnumSource
    void nothingBreaksAParser(FuzzTarget target, @TempDir Path found) throws IOException, InterruptedException {
        assumeTrue(ONLY.isEmpty() || ONLY.equals(target.name()));
        Path corpus = Files.createDirectory(found.resolve("corpus"));
        Path log = found.resolve("log");
        Process jazzer = new ProcessBuilder(command(target, corpus))
                .directory(found.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(jazzer.waitFor(SECONDS + 300L, TimeUnit.SECONDS)).isTrue();
        } finally {
            jazzer.destroyForcibly();
        }
        if (jazzer.exitValue() != 0) {
            fail(target + ": " + finding(found) + "\n" + end(log));
        }
        assertThat(Files.readString(log)).contains("Done ");
    }

    private static List<String> command(FuzzTarget target, Path corpus) {
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dweir.fuzz.target=" + target.name(),
                "-cp",
                classes,
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + FuzzDriver.class.getName(),
                "--instrumentation_includes=dev.weir.**",
                "--disabled_hooks=*",
                corpus.toString(),
                target.seedFolder().toString(),
                "-max_total_time=" + SECONDS,
                "-max_len=4096",
                "-timeout=30",
                "-rss_limit_mb=3000"));
    }

    private static String finding(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Path input = files.filter(file -> file.getFileName().toString().matches("(crash|timeout|oom)-.*"))
                    .findFirst()
                    .orElse(null);
            return input == null
                    ? "no input was kept"
                    : input.getFileName() + ", in base64 "
                            + Base64.getEncoder().encodeToString(Files.readAllBytes(input));
        }
    }

    private static String end(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
    }
}
