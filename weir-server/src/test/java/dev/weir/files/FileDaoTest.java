package dev.weir.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.ProjectId;
import dev.weir.store.Database;
import dev.weir.store.TestEngine;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestEngine.class)
class FileDaoTest {
    @Parameter
    TestEngine engine = TestEngine.SQLITE;

    @TempDir
    Path folder;

    private static final ProjectId ONE = new ProjectId("proj_1");
    private static final ProjectId TWO = new ProjectId("proj_2");
    private static final Instant NOON = Instant.parse("2026-03-28T12:00:00.000001Z");

    private static StoredFile file(String id, ProjectId project, long bytes, Instant at, @Nullable Instant expires) {
        return new StoredFile(id, project, "batch", id + ".jsonl", bytes, at, expires);
    }

    private static List<String> ids(List<StoredFile> files) {
        return files.stream().map(StoredFile::id).toList();
    }

    @Test
    void filesArePagedByTimeInsideTheirProject() {
        try (Database database = engine.in(folder).open("weir", FilesRoom.MIGRATIONS)) {
            FileDao dao = new FileDao(database);
            assertThat(dao.insert(ONE, file("a", ONE, 10, NOON, null), 100)).isTrue();
            assertThat(dao.insert(ONE, file("b", ONE, 10, NOON, null), 100)).isTrue();
            assertThat(dao.insert(ONE, file("c", ONE, 10, NOON.plusSeconds(1), NOON.plusSeconds(60)), 100))
                    .isTrue();
            assertThat(dao.insert(TWO, file("d", TWO, 10, NOON, null), 100)).isTrue();
            assertThat(dao.insert(ONE, file("e", ONE, 71, NOON, null), 100))
                    .as("too much")
                    .isFalse();

            assertThat(dao.find(ONE, "c")).isEqualTo(file("c", ONE, 10, NOON.plusSeconds(1), NOON.plusSeconds(60)));
            assertThat(dao.find(TWO, "c")).isNull();
            assertThat(ids(dao.page(ONE, null, null, false, 2))).containsExactly("c", "b");
            assertThat(ids(dao.page(ONE, "batch", "b", false, 2))).containsExactly("a");
            assertThat(ids(dao.page(ONE, "other", null, true, 2))).isEmpty();
            assertThat(ids(dao.page(ONE, null, "a", true, 5))).containsExactly("b", "c");
            assertThat(dao.bytes(ONE)).isEqualTo(30);
            assertThat(ids(dao.expired(NOON.plusSeconds(60), 5))).containsExactly("c");
            assertThat(dao.delete(TWO, "a")).isFalse();
            assertThat(dao.delete(ONE, "a")).isTrue();
            assertThat(dao.all()).hasSize(3);
        }
    }
}
