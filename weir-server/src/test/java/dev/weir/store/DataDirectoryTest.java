package dev.weir.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.store.StorageException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    Path parent;

    private final IdSource ids = new IdSource(Clock.SYSTEM);

    @Test
    void aNewDirectoryBelongsToItsOwnerOnlyAndKeepsItsNodeName() throws Exception {
        String node;
        try (DataDirectory data = open("data")) {
            node = data.node();
            assertThat(node).startsWith("node_");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.path())))
                    .isEqualTo("rwx------");
        }
        try (DataDirectory data = open("data")) {
            assertThat(data.node()).isEqualTo(node);
        }
    }

    @Test
    void aSecondProcessIsToldWhoHoldsTheDirectory() {
        try (DataDirectory held = open("data")) {
            assertThat(held.file("x")).isEqualTo(parent.resolve("data").resolve("x"));
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> open("data"))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.LOCKED))
                    .withMessageContaining("process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void aDirectoryOfANewerVersionIsRefused() throws Exception {
        open("data").close();
        Files.writeString(parent.resolve("data/version"), "999\n");
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> open("data"))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.NEWER_VERSION));
    }

    @Test
    void aFileInsteadOfADirectoryIsNamed() throws Exception {
        Files.writeString(parent.resolve("data"), "a file");
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> open("data"))
                .withMessageContaining("is a file, not a directory");
    }

    private DataDirectory open(String name) {
        return DataDirectory.open(parent.resolve(name), ids);
    }
}
