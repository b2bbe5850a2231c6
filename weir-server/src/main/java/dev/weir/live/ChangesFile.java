package dev.weir.live;

import dev.weir.http.Json;
import dev.weir.store.StorageException;
import dev.weir.store.StorageException.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The changes in a file of the data directory. It is written beside its place, synced and moved there, so that after a
 * crash it is the old one or the new one.
 */
final class ChangesFile {
    private static final int FORMAT = 1;

    private final Path file;

    ChangesFile(Path folder) {
        this.file = folder.resolve("changes.json");
    }

    private record Document(int format, List<Line> changes) {}

    private record Line(
            String kind,
            String name,
            @Nullable JsonNode entry,
            Instant at,
            String by,
            @Nullable String over) {
        static Line of(Change change) {
            return new Line(
                    change.kind().wire(), change.name(), change.entry(), change.at(), change.by(), change.over());
        }

        Change change() {
            dev.weir.live.Kind known = dev.weir.live.Kind.named(kind)
                    .orElseThrow(() -> new IllegalArgumentException("'" + kind + "' cannot be changed"));
            JsonNode said = entry == null || entry.isNull() ? null : entry;
            return new Change(known, name, said, at, by, over);
        }
    }

    /**
     * In the order in which they were made; none if there is no file.
     *
     * @throws StorageException if it cannot be read
     */
    List<Change> read() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            Document document = Json.MAPPER.readValue(Files.readAllBytes(file), Document.class);
            if (document.format() != FORMAT) {
                throw new StorageException(
                        Kind.NEWER_VERSION, file + " was written by another version of Weir; use that one");
            }
            return document.changes().stream().map(Line::change).toList();
        } catch (JacksonException | IllegalArgumentException e) {
            throw new StorageException(
                    Kind.CORRUPT, file + " is damaged: " + e.getMessage() + "; restore it, or move it away", e);
        } catch (IOException e) {
            throw StorageException.of(file, e);
        }
    }

    /**
     * When it returns, the changes are on the disk.
     *
     * @throws StorageException if they cannot be written; then the file is as it was
     */
    void write(List<Change> changes) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.createDirectories(file.getParent());
            byte[] bytes = Json.MAPPER
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsBytes(
                            new Document(FORMAT, changes.stream().map(Line::of).toList()));
            try (FileChannel channel = FileChannel.open(
                            fresh,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE);
                    OutputStream out = Channels.newOutputStream(channel)) {
                out.write(bytes);
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            syncFolder();
        } catch (IOException e) {
            throw StorageException.of(file, e);
        }
    }

    private void syncFolder() throws IOException {
        try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}
