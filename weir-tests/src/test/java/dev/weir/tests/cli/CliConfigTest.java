package dev.weir.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.TestingWeir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Changes of a running server's configuration by commands. */
class CliConfigTest {
    private static TestingWeir weir;
    private static Shell shell;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start("models: {small: {deployments: [{provider: sim, model: from-file}]}}\n");
        shell = Shell.beside(weir);
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    private static Shell.Done done(String... command) {
        Shell.Done done = shell.run(command);
        assertThat(done.exit()).as(done.err()).isZero();
        return done;
    }

    private static JsonNode json(String... command) {
        return JsonMapper.shared().readTree(done(command).out());
    }

    private static String refused(String... command) {
        Shell.Done done = shell.run(command);
        assertThat(done.exit()).as(done.out()).isNotZero();
        return done.err();
    }

    @Test
    void aModelIsSetShownGuardedAndGivenUp() throws IOException {
        String seen = json("models", "show", "small", "--json").path("etag").asString();
        assertThat(done("models", "set", "small", "--deployment", "sim/from-shell")
                        .out())
                .contains("'small' is set and live");
        assertThat(done("models", "show", "small").out())
                .contains("from api", "from-shell", "deployments[0].model: api");
        Path file = Files.writeString(folder.resolve("small.yaml"), "deployments: [{provider: sim, model: x}]\n");
        assertThat(refused("models", "set", "small", "--file", file.toString(), "--if-match", seen))
                .contains("has changed since");
        assertThat(refused("models", "remove", "small", "--if-match", seen)).contains("has changed since");
        assertThat(refused("models", "set", "small", "--file", file.toString(), "--strategy", "weighted"))
                .contains("write it into the file");
        assertThat(refused("models", "set", "small")).contains("either --file or --deployment");
        assertThat(refused("models", "set", "small", "--deployment", "sim")).contains("PROVIDER/MODEL");
        assertThat(refused("models", "set", "other", "--deployment", "simm/x")).contains("simm", "sim");
        assertThat(refused(
                        "models",
                        "set",
                        "small",
                        "--file",
                        folder.resolve("none").toString()))
                .contains("none");

        assertThat(done("config", "changes").out()).contains("models.small", "set");
        assertThat(done("config", "status").out()).contains("in force since");
        assertThat(done("config", "give-up", "models", "small").out()).contains("given up");
        assertThat(done("models", "show", "small").out()).contains("from file", "from-file");
        assertThat(refused("config", "give-up", "models", "small")).contains("was not changed");
    }

    @Test
    void providersAliasesAndPricesComeAndGo() throws IOException {
        Path file =
                Files.writeString(folder.resolve("other.yaml"), "kind: openai\nbase_url: https://api.example.com/v1\n");
        done("providers", "set", "other", "--file", file.toString());
        assertThat(done("providers", "list").out()).contains("other", "openai", "api", "sim", "file");
        done("aliases", "set", "quick/one", "small");
        assertThat(done("aliases", "show", "quick/one").out()).contains("small");
        assertThat(done("aliases", "list").out()).contains("quick/one");
        done("prices", "set", "other/m", "--input", "0.15", "--output", "0.60", "--currency", "EUR");
        assertThat(done("prices", "list").out()).contains("other/m", "0.15", "0.6", "EUR");
        assertThat(refused("prices", "set", "other/m", "--input", "dear", "--output", "1"))
                .contains("decimal number");
        assertThat(refused("prices", "set", "other/m", "--input", "1")).contains("--output");
        Files.writeString(file, "input: 1\noutput: 2\n");
        done("prices", "set", "other/m", "--file", file.toString());
        assertThat(done("prices", "show", "other/m").out()).contains("\"output\" : 2");

        done("prices", "remove", "other/m");
        done("aliases", "remove", "quick/one");
        done("providers", "remove", "other");
        assertThat(json("config", "changes", "--json").path("data")).isEmpty();
        assertThat(refused("providers", "remove", "sim")).contains("models.small");
    }
}
