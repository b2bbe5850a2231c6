package dev.weir.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.kernel.Clock;
import dev.weir.knowledge.evaluation.Measure;
import dev.weir.knowledge.evaluation.Measured;
import dev.weir.knowledge.evaluation.Mode;
import dev.weir.spi.Citation;
import dev.weir.spi.Exchange;
import dev.weir.spi.Span;
import dev.weir.spi.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalAskTest {
    @TempDir
    private Path folder;

    @TempDir
    private Path cache;

    private static final class Heard implements LocalAsk.Progress {
        private final Map<String, String> refused = new HashMap<>();
        private final List<Integer> read = new ArrayList<>();

        @Override
        public void read(int documents, Map<String, String> others) {
            read.add(documents);
            refused.putAll(others);
        }

        @Override
        public void indexed(int documents) {}

        @Override
        public void embedding(int waiting, int passages) {}
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void writeContracts() throws IOException {
        write("lease.md", "# Lease\n\nEither party may end the lease with a notice period of three months.");
        write("letters/loan.txt", "The crane must be returned clean within two weeks of the end of the loan.");
        write("web/page.html", "<html><body><h1>Canteen</h1><p>On Friday there is fish.</p></body></html>");
        write("scan.pdf", "%PDF-1.7");
        write("table.csv", "a,b");
        write("bare", "no ending");
        write("notes.txt", "%PDF-1.4 in disguise");
        write(".hidden/secret.txt", "The password is swordfish.");
        write(".env.txt", "The password is swordfish.");
    }

    @Test
    void a_question_is_answered_from_a_folder_with_citations_and_a_trace() throws Exception {
        writeContracts();
        Heard heard = new Heard();
        StringBuilder text = new StringBuilder();
        try (LocalAsk ask = LocalAsk.open(List.of(folder), cache, Clock.SYSTEM, heard)) {
            assertThat(ask.awaitVectors(Duration.ofSeconds(20), heard)).isTrue();
            Exchange exchange = ask.ask("How long is the notice period of the lease?", text::append);
            assertThat(exchange.status()).isEqualTo(Status.OK);
            assertThat(exchange.citations())
                    .first()
                    .extracting(Citation::documentId)
                    .isEqualTo("lease.md");
            assertThat(exchange.spans()).extracting(Span::name).contains("embeddings", "retrieval");
            assertThat(ask.ask("swordfish password?", words -> {}).citations()).isEmpty();
        }
        assertThat(text).contains("notice period of three months. [1]");
        assertThat(heard.read).containsExactly(3);
        assertThat(heard.refused).containsOnlyKeys("scan.pdf", "table.csv", "bare", "notes.txt");
        assertThat(heard.refused.get("scan.pdf")).contains("PDF");
    }

    @Test
    void words_answer_before_there_are_vectors_and_the_same_documents_find_their_index_again() throws Exception {
        writeContracts();
        try (LocalAsk ask = LocalAsk.open(List.of(folder), cache, Clock.SYSTEM, new Heard())) {
            assertThat(ask.ask("How long is the notice period of the lease?", words -> {})
                            .citations())
                    .isNotEmpty();
        }
        try (LocalAsk again = LocalAsk.open(List.of(folder), cache, Clock.SYSTEM, new Heard());
                LocalAsk beside = LocalAsk.open(List.of(folder), cache, Clock.SYSTEM, new Heard())) {
            assertThat(again.ask("How long is the notice period?", words -> {}).passages())
                    .isNotEmpty();
            assertThat(beside.ask("How long is the notice period?", words -> {}).passages())
                    .isNotEmpty();
        }
        write("lease.md", "# Lease\n\nThe notice period is one year.");
        LocalAsk.open(List.of(folder), cache, Clock.SYSTEM, new Heard()).close();
        try (Stream<Path> entries = Files.list(cache)) {
            assertThat(entries).hasSize(2);
        }
    }

    @Test
    void a_path_that_is_missing_and_a_folder_with_nothing_to_read_are_named() throws IOException {
        assertThatThrownBy(() -> LocalAsk.open(List.of(folder.resolve("no")), cache, Clock.SYSTEM, new Heard()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no such file");
        assertThatThrownBy(() -> LocalAsk.open(List.of(folder), cache, Clock.SYSTEM, new Heard()))
                .hasMessageContaining("There are no documents");
        write("scan.pdf", "%PDF-1.7");
        assertThatThrownBy(() -> LocalAsk.open(List.of(folder), cache, Clock.SYSTEM, new Heard()))
                .hasMessageContaining("PDF");
    }

    @Test
    void a_judged_set_is_measured_through_the_service() throws Exception {
        write("corpus.jsonl", """
                {"_id": "1", "title": "Zebras", "text": "Zebras have stripes."}
                {"_id": "2", "title": "Lions", "text": "Lions have manes."}
                """);
        write("queries.jsonl", """
                {"_id": "q", "text": "Which animal has stripes?"}
                """);
        write("qrels.tsv", "query-id\tcorpus-id\tscore\nq\t1\t1\n");
        List<Measured> measured = KnowledgeEval.run(
                folder, KbSettings.DEFAULTS, List.of(Mode.BM25, Mode.HYBRID), cache, Clock.SYSTEM, waiting -> {});
        assertThat(measured)
                .extracting(each -> each.mean(Measure.NDCG_10).mean())
                .containsExactly(1.0, 1.0);
        assertThat(measured).extracting(Measured::name).containsExactly("bm25", "hybrid");
    }
}
