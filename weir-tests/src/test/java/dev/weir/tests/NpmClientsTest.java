package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.simulator.Answer;
import dev.weir.simulator.Script;
import dev.weir.testkit.TestingWeir;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs {@code clients/npm/suite.mjs}: whoever points the npm clients at Weir notices nothing. */
class NpmClientsTest {
    private static final Path SUITE = Path.of(System.getProperty("weir.root", ".."), "weir-tests", "clients", "npm");

    private static Program.Ran run(Map<String, String> environment, String... command) throws Exception {
        ProcessBuilder program = new ProcessBuilder(command).directory(SUITE.toFile());
        program.environment().putAll(environment);
        return Program.run(program, Duration.ofMinutes(3));
    }

    @Test
    @Tag("long")
    void theNpmClientsNoticeNothing() throws Exception {
        assumeTrue(Program.isHere("node"), "there is no Node on this machine");
        if (!Files.isDirectory(SUITE.resolve("node_modules/openai"))) {
            assertThat(run(Map.of(), "npm", "ci").exit()).as("npm ci").isZero();
        }
        for (Answer answer : List.of(
                new Answer.Fixed("One, two, three, four, five."),
                new Answer.Tools("{\"city\":\"Oslo\"}", "It rains."))) {
            try (TestingWeir weir = TestingWeir.start()) {
                weir.upstream(Script.saying(answer));
                Program.Ran ran = run(
                        Map.of(
                                "WEIR_URL", weir.url().toString(),
                                "WEIR_API_KEY", weir.adminKey(),
                                "WEIR_MODEL", "sim/gpt-4o-mini"),
                        "node",
                        "suite.mjs");
                assertThat(ran.exit()).as(ran.text()).isZero();
                assertThat(ran.text()).contains("ok       openai: chat").doesNotContain("FAILED");
            }
        }
    }
}
