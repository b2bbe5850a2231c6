package dev.weir.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.ProjectId;
import dev.weir.spi.document.DocumentText;
import dev.weir.store.Database;
import dev.weir.store.TestEngine;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestEngine.class)
class DocumentDaoTest {
    @Parameter
    TestEngine engine = TestEngine.SQLITE;

    @TempDir
    Path folder;

    private static final ProjectId ONE = new ProjectId("proj_1");
    private static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");

    private static Submission document(String id) {
        return Submission.of(id, DocumentText.plain("The title of " + id, "Some text, with ümläuts."));
    }

    private static List<String> ids(List<KbDocument> documents) {
        return documents.stream().map(KbDocument::id).toList();
    }

    @Test
    void documentsAreKeptFoundListedAndRemoved() {
        try (Database database = engine.in(folder).open("weir", KnowledgeRoom.MIGRATIONS)) {
            KnowledgeBaseDao bases = new KnowledgeBaseDao(database);
            DocumentDao dao = new DocumentDao(database);
            bases.insert(ONE, new Kb("kb_1", ONE, "docs", NOON, KbSettings.DEFAULTS));
            bases.insert(null, new Kb("kb_2", null, "everybody", NOON, KbSettings.DEFAULTS));
            dao.put(ONE, "kb_1", List.of(document("a"), document("b"), document("c")), NOON);
            dao.put(ONE, "kb_1", List.of(document("b")), NOON.plusSeconds(1));
            dao.put(null, "kb_2", List.of(document("z")), NOON);
            dao.putUnread(ONE, "kb_1", List.of(new Unread("u", "not text", 5)), NOON.plusSeconds(2));
            dao.indexed(ONE, "kb_1", Map.of("a", 3, "b", 1));
            dao.mark(ONE, "kb_1", List.of("a"), DocumentState.READY, null);
            dao.delayed(ONE, "kb_1", "busy");

            assertThat(Objects.requireNonNull(dao.submission(ONE, "kb_1", "a")).text())
                    .isEqualTo(document("a").text());
            assertThat(Objects.requireNonNull(dao.find(ONE, "kb_1", "b")).reason())
                    .isEqualTo("busy");
            assertThat(dao.find(null, "kb_1", "a")).isNull();
            assertThat(dao.held(ONE, "kb_1").get("a"))
                    .isEqualTo(new DocumentDao.Held(document("a").hash(), DocumentState.READY, 3));
            assertThat(dao.held(null, "kb_2", List.of("z", "a"))).containsOnlyKeys("z");
            assertThat(ids(dao.page(ONE, "kb_1", "", null, 2))).containsExactly("a", "b");
            assertThat(ids(dao.page(ONE, "kb_1", "b", null, 9))).containsExactly("c", "u");
            assertThat(ids(dao.page(ONE, "kb_1", "", DocumentState.READY, 9))).containsExactly("a");
            List<KbDocument> first = dao.page(ONE, "kb_1", null, 2);
            assertThat(ids(first)).containsExactly("u", "b");
            assertThat(ids(dao.page(ONE, "kb_1", DocumentPlace.of(first.getLast()), 9)))
                    .containsExactly("c", "a");
            assertThat(bases.unfinished()).extracting(Kb::id).containsExactlyInAnyOrder("kb_1", "kb_2");
            KbSummary summary = bases.summaries(ONE).getFirst();
            assertThat(summary.documents()).isEqualTo(4);
            assertThat(summary.unfinished()).isEqualTo(2);
            assertThat(summary.failed()).isEqualTo(1);
            assertThat(summary.chunks()).isEqualTo(4);
            assertThat(bases.summaries(new ProjectId("proj_2")))
                    .extracting(KbSummary::name)
                    .containsExactly("everybody");

            assertThat(dao.delete(ONE, "kb_1", "a")).isTrue();
            assertThat(dao.delete(ONE, "kb_1", "a")).isFalse();
            bases.delete(ONE, "kb_1");
            assertThat(bases.all()).extracting(Kb::id).containsExactly("kb_2");
        }
    }
}
