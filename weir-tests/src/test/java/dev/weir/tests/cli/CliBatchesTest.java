package dev.weir.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Script;
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

/** Files and batches from the command line. */
class CliBatchesTest {
    private static final String LINE = """
            {"custom_id": "one", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "sim/gpt-4o-mini", "messages": [{"role": "user", "content": "say one"}]}}
            """;

    private static TestingWeir weir;
    private static Shell shell;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start("files: {keep_free: 1MB}\n");
        weir.upstream(Script.DEFAULT);
        shell = Shell.beside(weir);
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    private static JsonNode json(Shell.Done done) {
        assertThat(done.exit()).as(done.err()).isZero();
        return JsonMapper.shared().readTree(done.out());
    }

    private Path requests(String lines) throws IOException {
        return Files.writeString(folder.resolve("requests.jsonl"), lines);
    }

    @Test
    void aFileOfRequestsBecomesAFileOfAnswers() throws IOException {
        String file = requests(LINE + LINE.replace("one", "two").replace("sim/gpt-4o-mini", "nobody/x"))
                .toString();

        JsonNode batch = json(shell.run("batches", "create", file, "--wait", "--metadata", "job=test", "--json"));

        String id = batch.path("id").asString();
        assertThat(batch.path("status").asString()).isEqualTo("completed");
        assertThat(batch.at("/metadata/job").asString()).isEqualTo("test");
        assertThat(shell.run("batches", "list").out()).contains(id, "completed", "/v1/chat/completions");
        assertThat(shell.run("batches", "show", id).out()).contains("1 answered, 1 failed of 2");
        assertThat(shell.run("batches", "results", id).out())
                .contains("\"custom_id\":\"one\"", "say one")
                .doesNotContain("two");
        Path errors = folder.resolve("errors.jsonl");
        assertThat(shell.run("batches", "results", id, "--errors", "--out", errors.toString())
                        .exit())
                .isZero();
        assertThat(errors).content().contains("\"custom_id\":\"two\"", "model_not_found");
        Shell.Done over = shell.run("batches", "cancel", id);
        assertThat(over.exit()).isEqualTo(1);
        assertThat(over.err()).contains("completed");
    }

    @Test
    void aBatchThatFailsSaysWhereAndEndsWithOne() throws IOException {
        Shell.Done done = shell.run("batches", "create", requests(LINE + LINE).toString(), "--wait");

        assertThat(done.exit()).isEqualTo(1);
        assertThat(done.out()).contains("failed", "line 2", "duplicate_custom_id");
    }

    @Test
    void filesComeAndGo() throws IOException {
        Path note = Files.writeString(folder.resolve("note.txt"), "a note");

        String id = shell.run("files", "upload", note.toString(), "--purpose", "user_data")
                .out()
                .strip();

        assertThat(id).startsWith("file-");
        assertThat(shell.run("files", "list").out()).contains(id, "note.txt", "user_data");
        assertThat(shell.run("files", "content", id).out()).isEqualTo("a note");
        assertThat(shell.run("files", "delete", id).exit()).isZero();
        assertThat(shell.run("files", "content", id).exit()).isEqualTo(1);
        assertThat(shell.run("files", "upload", folder.toString()).err()).contains("no file");
    }
}
