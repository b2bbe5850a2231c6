package dev.weir.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.kernel.Clock;
import dev.weir.knowledge.embedding.Embedder;
import dev.weir.knowledge.index.Arm;
import dev.weir.knowledge.index.SearchFilter;
import dev.weir.spi.Answer;
import dev.weir.spi.Call;
import dev.weir.spi.Citation;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Provider;
import dev.weir.spi.document.DocumentText;
import dev.weir.store.Database;
import dev.weir.store.Sql;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnowledgeRestartTest {
    private static final ProjectId PROJECT = new ProjectId("proj_one");

    @TempDir
    private Path directory;

    private Database database;
    private KnowledgeEngine engine;
    private Knowledge knowledge;

    @BeforeEach
    void open() {
        open(32);
    }

    private void open(int mostOpen) {
        database = Database.open(directory.resolve("weir.db"), KnowledgeRoom.MIGRATIONS);
        engine = new KnowledgeEngine(new Embedder());
        knowledge = new Knowledge(
                database, directory.resolve("indexes"), engine, Clock.SYSTEM, KnowledgeServer.IDS, mostOpen);
    }

    @AfterEach
    void close() {
        knowledge.close();
        engine.close();
        database.close();
    }

    private void restart(int mostOpen) {
        close();
        open(mostOpen);
    }

    private void add(String base, String id, String text) {
        knowledge.add(PROJECT, base, List.of(Submission.of(id, DocumentText.plain(id, text))));
    }

    private List<String> find(String base, String words) {
        Question question = new Question(words, 10, Set.of(Arm.BM25), new SearchFilter.Everything(), null, false);
        try (Consultation consultation = knowledge.consult(PROJECT, List.of(base))) {
            return consultation.search(question, QuestionVectors.NONE).stream()
                    .map(found -> found.hit().documentId())
                    .toList();
        }
    }

    private void awaitReady(String base) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (knowledge.summary(PROJECT, base).unfinished() > 0) {
            assertThat(System.nanoTime()).as("vectors are made in time").isLessThan(end);
            Thread.sleep(20);
        }
    }

    private void sql(String statement) {
        database.write(connection -> Sql.of(connection, statement).update());
    }

    @Test
    void what_was_added_is_found_after_a_restart() throws InterruptedException {
        knowledge.create(PROJECT, "kept");
        add("kept", "zebra", "Zebras have stripes.");
        awaitReady("kept");
        restart(32);
        assertThat(find("kept", "stripes")).containsExactly("zebra");
        assertThat(knowledge.text(PROJECT, "kept", "zebra").text().text()).isEqualTo("Zebras have stripes.");
        assertThat(knowledge.document(PROJECT, "kept", "zebra").state()).isEqualTo(DocumentState.READY);
    }

    @Test
    void an_index_that_was_lost_is_made_again_from_the_rows() throws InterruptedException {
        knowledge.create(PROJECT, "lost");
        add("lost", "zebra", "Zebras have stripes.");
        awaitReady("lost");
        knowledge.close();
        IndexPlaces.remove(directory.resolve("indexes"));
        restart(32);
        assertThat(find("lost", "stripes")).containsExactly("zebra");
        awaitReady("lost");
    }

    @Test
    void an_index_is_brought_to_agree_with_rows_that_a_crash_left_ahead_of_it() throws InterruptedException {
        knowledge.create(PROJECT, "crashed");
        add("crashed", "kept", "Zebras have stripes.");
        add("crashed", "deleted", "Lions have manes.");
        add("crashed", "changed", "Whales sing in the deep.");
        awaitReady("crashed");
        knowledge.create(PROJECT, "other");
        add("other", "changed", "Falcons dive from great heights.");
        sql("delete from knowledge_documents where document_id = 'deleted'");
        sql("""
                update knowledge_documents set state = 'queued',
                    content = (select content from knowledge_documents o join knowledge_bases b on b.id = o.kb_id
                        where b.name = 'other'),
                    hash = (select hash from knowledge_documents o join knowledge_bases b on b.id = o.kb_id
                        where b.name = 'other')
                where document_id = 'changed'
                """);
        restart(32);
        knowledge.resume();
        assertThat(find("crashed", "stripes")).containsExactly("kept");
        assertThat(find("crashed", "manes")).isEmpty();
        assertThat(find("crashed", "sing")).isEmpty();
        assertThat(find("crashed", "falcons")).containsExactly("changed");
        awaitReady("crashed");
    }

    @Test
    void states_that_a_crash_left_wrong_are_set_right() throws InterruptedException {
        knowledge.create(PROJECT, "states");
        add("states", "zebra", "Zebras have stripes.");
        awaitReady("states");
        sql("update knowledge_documents set state = 'embedding'");
        restart(32);
        knowledge.resume();
        assertThat(knowledge.document(PROJECT, "states", "zebra").state()).isEqualTo(DocumentState.READY);
    }

    @Test
    void the_index_of_a_base_without_a_row_is_removed_at_the_start() {
        knowledge.create(PROJECT, "orphan");
        add("orphan", "zebra", "Zebras have stripes.");
        sql("delete from knowledge_documents");
        sql("delete from knowledge_bases");
        restart(32);
        assertThat(directory.resolve("indexes")).isEmptyDirectory();
    }

    @Test
    void no_more_indexes_stay_open_than_allowed() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            knowledge.create(PROJECT, "base-" + i);
            add("base-" + i, "only", "Document number " + i);
            awaitReady("base-" + i);
        }
        restart(2);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 4; i++) {
                assertThat(find("base-" + i, "document")).containsExactly("only");
                assertThat(knowledge.countOpen()).isLessThanOrEqualTo(2);
            }
        }
    }

    @Test
    void a_file_that_could_not_be_read_is_still_failed_after_a_restart() throws InterruptedException {
        knowledge.create(PROJECT, "failed");
        add("failed", "zebra", "Zebras have stripes.");
        knowledge.add(PROJECT, "failed", List.of(), List.of(new Unread("old.pdf", "PDF is not read.", 7)));
        awaitReady("failed");
        restart(32);
        knowledge.resume();
        assertThat(find("failed", "stripes")).containsExactly("zebra");
        KbDocument document = knowledge.document(PROJECT, "failed", "old.pdf");
        assertThat(document.state()).isEqualTo(DocumentState.FAILED);
        assertThat(document.reason()).isEqualTo("PDF is not read.");
    }

    @Test
    void a_question_needs_no_database() throws InterruptedException {
        knowledge.create(PROJECT, "asked");
        add("asked", "zebra", "Zebras have black and white stripes.");
        awaitReady("asked");
        database.close();
        Call call = KnowledgeCalls.chat("one", """
                {"model": "weir/extractive", "messages": [{"role": "user", "content": "Which stripes do zebras have?"}],
                 "weir": {"knowledge": ["asked"]}}""");
        Provider models = new WeirModels(knowledge, engine.embedder());
        assertThat(new RetrievalStage(knowledge).handle(call, models::call)).isInstanceOf(Answer.Whole.class);
        assertThat(call.recording().citations()).singleElement().returns("zebra", Citation::documentId);
        assertThatThrownBy(() -> knowledge.consult(PROJECT, List.of("aksed"))).hasMessageContaining("'asked'");
    }

    @Test
    void a_name_is_free_again_after_its_base_is_deleted() {
        String first = knowledge.create(PROJECT, "again").id();
        knowledge.delete(PROJECT, "again");
        assertThat(knowledge.names(PROJECT)).isEmpty();
        assertThat(knowledge.create(PROJECT, "again").id()).isNotEqualTo(first);
        assertThat(knowledge.names(PROJECT)).containsExactly("again");
    }

    @Test
    void a_base_that_is_deleted_while_it_is_consulted_ends_with_the_consultation() {
        knowledge.create(PROJECT, "going");
        add("going", "zebra", "Zebras have stripes.");
        Question question = Question.of("stripes", 5);
        try (Consultation consultation = knowledge.consult(PROJECT, List.of("going"))) {
            knowledge.delete(PROJECT, "going");
            assertThat(consultation.search(question, QuestionVectors.NONE)).hasSize(1);
        }
        assertThat(directory.resolve("indexes")).isEmptyDirectory();
    }
}
