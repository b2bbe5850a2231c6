package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.simulator.Answer;
import dev.weir.simulator.Script;
import dev.weir.testkit.TestingWeir;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs {@code clients/npm/suite.mjs}: whoever points the npm clients at Weir notices nothing. */
class NpmClientsTest {
    private static final Path SUITE = Path.of(System.getProperty("weir.root", ".."), "weir-tests", "clients", "npm");

    /** What a command printed. */
    private record Ran(int code, String text) {}

    private static Ran run(Map<String, String> environment, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(List.of(command));
        builder.directory(SUITE.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        File output = Files.createTempFile("weir-npm", ".log").toFile();
        Process process = builder.redirectOutput(output).start();
        if (!process.waitFor(180, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        String text = Files.readString(output.toPath(), StandardCharsets.UTF_8);
        Files.delete(output.toPath());
        return new Ran(process.waitFor(), text);
    }

    private static boolean hasNode() {
        try {
            return run(Map.of(), "node", "--version").code() == 0;
        } catch (Exception absent) {
            return false;
        }
    }

    @Test
    @Tag("long")
    void theNpmClientsNoticeNothing() throws Exception {
        assumeTrue(hasNode(), "there is no Node on this machine");
        if (!Files.isDirectory(SUITE.resolve("node_modules/openai"))) {
            assertThat(run(Map.of(), "npm", "ci").code()).as("npm ci").isZero();
        }
        for (Answer answer : List.of(
                new Answer.Fixed("One, two, three, four, five."),
                new Answer.Tools("{\"city\":\"Oslo\"}", "It rains."))) {
            try (TestingWeir weir = TestingWeir.start()) {
                weir.upstream(Script.saying(answer));
                Ran ran = run(
                        Map.of(
                                "WEIR_URL", weir.url().toString(),
                                "WEIR_API_KEY", weir.adminKey(),
                                "WEIR_MODEL", "sim/gpt-4o-mini"),
                        "node",
                        "suite.mjs");
                assertThat(ran.code()).as(ran.text()).isZero();
                assertThat(ran.text()).contains("ok       openai: chat").doesNotContain("FAILED");
            }
        }
    }
}
