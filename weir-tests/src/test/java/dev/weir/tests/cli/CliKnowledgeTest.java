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

/** Knowledge bases and questions, with a server and without. */
class CliKnowledgeTest {
    private static TestingWeir weir;
    private static Shell shell;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start("knowledge: {docs: true}\n");
        shell = Shell.beside(weir);
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    private Path documents() throws IOException {
        Path documents = folder.resolve("documents");
        Files.createDirectories(documents.resolve("sub"));
        Files.writeString(documents.resolve("lease.md"), """
                # Lease

                ## Notice

                The notice period is three months to the end of a quarter.
                """);
        Files.writeString(documents.resolve("sub/rent.txt"), "The rent is 900 euros a month, due on the third day.\n");
        Files.writeString(documents.resolve("old.pdf"), "%PDF-1.4");
        Files.writeString(documents.resolve(".hidden.md"), "Nobody may see this.");
        return documents;
    }

    @Test
    void aFolderBecomesAKnowledgeBaseThatIsSearchedAskedAndDeleted() throws IOException {
        Shell.Done added = shell.run("kb", "add", "contracts", documents().toString(), "--wait");

        assertThat(added.exit()).as(added.err()).isZero();
        assertThat(added.out()).contains("Created 'contracts': 2 documents, 1 refused", "2 passages");
        assertThat(added.err()).contains("refused old.pdf").containsPattern("damaged|PDF");
        assertThat(shell.run("kb", "list").out()).contains("contracts", "weir-docs", "Weir's own");
        assertThat(shell.run("kb", "show", "contracts").out()).contains("lease.md", "sub/rent.txt", "ready");
        assertThat(shell.run("kb", "search", "contracts", "notice", "period").out())
                .contains("1. Lease", "bm25 rank 1", "dense rank 1", "three months");
        assertThat(shell.run("kb", "search", "contracts", "notice", "--arms", "bm25", "-k", "1")
                        .out())
                .doesNotContain("dense");

        Shell.Done asked = shell.run("ask", "--kb", "contracts", "How long is the notice period?");
        assertThat(asked.exit()).as(asked.err()).isZero();
        assertThat(asked.out())
                .contains("three months", "[1]", "sources", "contracts/lease.md", "confidence", "cost $0.000000")
                .contains("trace  " + weir.url() + "/console/traces/ex_");

        assertThat(shell.run("kb", "rm", "contracts").exit()).isZero();
        assertThat(shell.run("kb", "rm", "contracts").exit()).isEqualTo(1);
    }

    @Test
    void addingAgainReplaces() throws IOException {
        Path documents = documents();
        shell.run("kb", "add", "again", documents.toString());

        assertThat(shell.run("kb", "add", "again", documents.toString()).out())
                .contains("Added to 'again'", "it holds 2 documents");
    }

    @Test
    void whereEveryFileIsRefusedTheCommandFails() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.md"));
        Shell.Done done = shell.run("kb", "add", "nothing", empty.toString());

        assertThat(done.exit()).isEqualTo(1);
        assertThat(done.err()).contains("empty.md", "empty");
    }

    @Test
    void aFileThatCannotBeReadIsShownAsFailedUntilItIsRemoved() throws IOException {
        Path docs = Files.createDirectories(folder.resolve("mixed/sub"));
        Files.writeString(docs.resolve("bad.txt"), "%PDF-1.7 binary");
        Files.writeString(docs.resolve("good.txt"), "The rent is due on the third day.");
        Shell.Done added =
                shell.run("kb", "add", "mixed", folder.resolve("mixed").toString());

        assertThat(added.out()).contains("1 document, 1 refused; it holds 1 document in");
        assertThat(shell.run("kb", "list").out()).contains("1 failed");
        assertThat(shell.run("kb", "show", "mixed").out())
                .contains("sub/bad.txt", "failed: ")
                .containsPattern("damaged|PDF");
        assertThat(shell.run("kb", "rm", "mixed", "sub/bad.txt").out()).contains("Deleted 'sub/bad.txt'");
        assertThat(shell.run("kb", "show", "mixed").out())
                .contains("sub/good.txt")
                .doesNotContain("bad.txt");
        assertThat(shell.run("kb", "rm", "mixed", "sub/bad.txt").err()).contains("There is no document 'sub/bad.txt'");
    }

    @Test
    void wrongArgumentsSayWhatWouldBeRight() throws IOException {
        assertThat(shell.run("kb", "add", "x", "nowhere").err()).contains("nowhere");
        assertThat(shell.run(
                                "kb",
                                "add",
                                "x",
                                Files.createDirectory(folder.resolve("none")).toString())
                        .err())
                .contains("There are no files");
        assertThat(shell.run("kb", "add", "Not A Name", documents().toString()).exit())
                .isEqualTo(1);
        assertThat(shell.run("kb", "show", "nobody").err()).contains("nobody");
        assertThat(shell.run("kb", "search", "weir-docs", "x", "--arms", "tarot")
                        .err())
                .contains("tarot", "bm25");
        assertThat(shell.run("kb", "search", "weir-docs").exit()).isEqualTo(2);
        assertThat(shell.run("kb", "rm", "weir-docs").exit()).isEqualTo(1);
        assertThat(shell.run("kb", "eval", folder.toString()).err()).contains("corpus.jsonl");
        assertThat(shell.run("kb", "eval", folder.toString(), "--arms", "tarot").exit())
                .isEqualTo(2);
        assertThat(shell.run("ask", "--kb", "nobody", "why?").err()).contains("nobody");
        assertThat(shell.run("ask", " ").err()).contains("empty");
        assertThat(shell.run("ask").exit()).isEqualTo(2);
        assertThat(shell.run("ask", "--model", "gpt-9", "why?").err()).contains("gpt-9");
    }

    @Test
    void askGivesTheApisAnswerAsJson() {
        JsonNode answer = JsonMapper.shared()
                .readTree(shell.run("ask", "--json", "What is the journal?").out());

        assertThat(answer.at("/weir/exchange_id").asString()).startsWith("ex_");
    }

    @Test
    void documentsAreAskedWithoutAServer() throws IOException {
        Shell alone = Shell.on(folder.resolve("data"))
                .with("XDG_CACHE_HOME", folder.resolve("cache").toString());
        Shell.Done done = alone.run("ask", "--docs", documents().toString(), "How long is the notice period?");

        assertThat(done.exit()).as(done.err()).isZero();
        assertThat(done.err()).contains("in this process", "old.pdf");
        assertThat(done.out()).contains("three months", "sources", "lease.md", "cost $0", "STEP", "retrieval");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void whereTheDocumentsDoNotHoldItTheHonestRefusalIsAnAnswer() throws IOException {
        Shell alone = Shell.on(folder.resolve("data"))
                .with("XDG_CACHE_HOME", folder.resolve("cache").toString());
        Shell.Done done = alone.run("ask", "--docs", documents().toString(), "Who painted the Mona Lisa?");

        assertThat(done.exit()).isZero();
        assertThat(done.out()).contains("do not hold an answer").doesNotContain("sources");
    }

    @Test
    void withoutAServerWeirsOwnDocumentationIsAsked() {
        Shell alone = Shell.on(folder.resolve("data"))
                .with("XDG_CACHE_HOME", folder.resolve("cache").toString());

        assertThat(alone.run("ask", "How do I back up Weir?").err()).contains("No server runs here", "documentation");
        assertThat(alone.run("ask", "--kb", "contracts", "x?").err()).contains("No Weir runs");
        assertThat(alone.run("ask", "--docs", "nowhere", "x?").err()).contains("nowhere");
        assertThat(alone.run("ask", "--docs", "x", "--model", "gpt-5", "x?").err())
                .contains("gpt-5", "kb add");
        assertThat(alone.run("ask", "--docs", "x", "--kb", "y", "x?").err()).contains("use one of them");
    }

    @Test
    void aJudgedSetIsMeasured() throws IOException {
        Files.writeString(folder.resolve("corpus.jsonl"), """
                {"_id": "a", "title": "Lease", "text": "The notice period is three months."}
                {"_id": "b", "title": "Cats", "text": "A cat sleeps most of the day."}
                """);
        Files.writeString(folder.resolve("queries.jsonl"), "{\"_id\": \"q\", \"text\": \"notice period\"}\n");
        Files.writeString(folder.resolve("qrels.tsv"), "query-id\tcorpus-id\tscore\nq\ta\t1\n");
        Shell alone = Shell.on(folder.resolve("data"))
                .with("XDG_CACHE_HOME", folder.resolve("cache").toString());

        Shell.Done done = alone.run("kb", "eval", folder.toString(), "--arms", "bm25,hybrid");

        assertThat(done.exit()).as(done.err()).isZero();
        assertThat(done.out()).contains("NDCG@10", "bm25", "hybrid", "1.0000").doesNotContain("dense");
    }

    @Test
    void a_base_is_made_and_set_as_its_documents_want_it() {
        assertThat(shell.run("kb", "create", "code", "--chunker", "code:tokens=120", "--fusion", "rrf")
                        .out())
                .contains("cut code:tokens=120", "joined rrf:k=60", "vectors by minilm");
        assertThat(shell.run("kb", "set", "code", "--chunker", "recursive:tokens=100,overlap=10", "--wait")
                        .out())
                .contains("cut recursive:tokens=100,overlap=10", "joined rrf:k=60");
        assertThat(shell.run("kb", "show", "code").out()).contains("recursive:tokens=100,overlap=10");
        Shell.Done refused = shell.run("kb", "set", "code", "--chunker", "fixed:tokens=2");
        assertThat(refused.exit()).isNotZero();
        assertThat(refused.err()).contains("'tokens' must be 8 to 4000 tokens, not 2");
        assertThat(shell.run("kb", "set", "code").err()).contains("Nothing to change");
    }
}
