package dev.weir.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.http.Json;
import dev.weir.store.StorageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of changes after a crash. */
class ChangesFileTest {
    private static final Change SET = new Change(
            Kind.MODELS,
            "small",
            Json.MAPPER.readTree("{\"max_cost\": 0.10}"),
            Instant.parse("2026-11-22T08:00:00Z"),
            "key_1",
            null);
    private static final Change TAKEN = new Change(Kind.ALIASES, "a/b", null, Instant.EPOCH, "key_2", "0815");

    @TempDir
    Path folder;

    @Test
    void whatWasWrittenIsReadAgain() {
        ChangesFile file = new ChangesFile(folder.resolve("changes"));
        assertThat(file.read()).isEmpty();
        file.write(List.of(SET));
        file.write(List.of(SET, TAKEN));
        assertThat(file.read().toString()).isEqualTo(List.of(SET, TAKEN).toString());
    }

    @Test
    void aWriteThatWasCutOffIsNoChange() throws Exception {
        ChangesFile file = new ChangesFile(folder);
        file.write(List.of(SET));
        Files.writeString(folder.resolve("changes.json.new"), "{\"format\": 1, \"chan");
        assertThat(file.read()).hasSize(1);
        file.write(List.of());
        assertThat(file.read()).isEmpty();
    }

    @Test
    void aDamagedFileIsNamedRatherThanForgotten() throws Exception {
        Files.writeString(folder.resolve("changes.json"), "{\"format\": 1, \"chan");
        assertThatThrownBy(() -> new ChangesFile(folder).read())
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("changes.json is damaged");
        Files.writeString(folder.resolve("changes.json"), "{\"format\": 2, \"changes\": []}");
        assertThatThrownBy(() -> new ChangesFile(folder).read()).hasMessageContaining("another version");
    }
}
