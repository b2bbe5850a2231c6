package dev.weir.store;

import dev.weir.store.StorageException.Kind;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * One file with everything needed to go on elsewhere, except the master key, made while Weir runs.
 *
 * <p>The parts are taken in an order that keeps them consistent: each database as of one moment, the one with the data
 * keys last, then the journal up to what any of them has seen. So the journal is never behind a database, and every
 * record's key is there.
 */
public final class Backup {
    /** What to tell whoever made or restores one. */
    public static final String ABOUT_THE_MASTER_KEY =
            "the backup holds wrapped keys only: to read it again, put the master.key of this data directory beside the"
                    + " restored data, or set WEIR_MASTER_KEY";

    private final DataDirectory data;
    private final Journal journal;
    private final List<Database> databases;
    private final List<BackupPart> parts;

    /**
     * @param databases all files of SQLite that follow the journal; the one that holds the data keys comes last
     */
    public Backup(DataDirectory data, Journal journal, List<Database> databases, List<BackupPart> parts) {
        this.data = data;
        this.journal = journal;
        this.databases = List.copyOf(databases);
        this.parts = List.copyOf(parts);
    }

    /**
     * Writes the backup; everything synced before the call is in it. Takes a while, on a platform thread of its own.
     *
     * @return its size in bytes
     * @throws StorageException if {@code file} exists or cannot be written
     */
    public long write(Path file) {
        if (Files.exists(file)) {
            throw new StorageException(Kind.FAILED, file + " exists: name a file that does not");
        }
        CompletableFuture<Long> size = new CompletableFuture<>();
        Thread.ofPlatform().name("backup").start(() -> size.completeAsync(() -> writeNow(file), Runnable::run));
        try {
            return size.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StorageException known ? known : e;
        }
    }

    /**
     * Restores into a directory that is empty or not there yet.
     *
     * @throws StorageException if it is not empty, or the backup is damaged or of another version
     */
    public static void restore(Path file, Path target) {
        Restore.restore(file, target);
    }

    private long writeNow(Path file) {
        Path unfinished = file.resolveSibling(file.getFileName() + ".part");
        Path staging = data.file("backup-" + ProcessHandle.current().pid() + "-"
                + Thread.currentThread().threadId());
        try {
            Files.createDirectory(staging);
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(unfinished));
                    ZipOutputStream zip = new ZipOutputStream(out)) {
                zip.setLevel(Deflater.BEST_SPEED);
                fill(zip, staging);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            return Files.size(file);
        } catch (IOException e) {
            throw FileFailures.translate(file, e);
        } finally {
            delete(staging);
            delete(unfinished);
        }
    }

    private void fill(ZipOutputStream zip, Path staging) throws IOException {
        Manifest manifest = new Manifest();
        long end = journal.flush();
        journal.awaitSynced(end);
        for (BackupPart part : parts) {
            Path folder = Files.createDirectory(staging.resolve(part.name()));
            part.copyTo(folder);
            addFolder(zip, manifest, staging, folder);
        }
        for (Database database : databases) {
            Path file = database.file().orElseThrow();
            Path copy = staging.resolve(file.getFileName());
            end = Math.max(end, copy(file, copy));
            add(zip, manifest, copy.getFileName().toString(), Files.newInputStream(copy));
            Files.delete(copy);
        }
        addJournal(zip, manifest, end);
        add(zip, manifest, "version", Files.newInputStream(data.file("version")));
        add(zip, manifest, "node", Files.newInputStream(data.file("node")));
        zip.putNextEntry(new ZipEntry(Manifest.NAME));
        zip.write(manifest.text().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    /** Copies a database as of one moment; the journal position it has followed to. */
    private static long copy(Path database, Path copy) {
        try (Connection connection = SqliteConnections.writer(database)) {
            Sql.of(connection, "vacuum into ?")
                    .bind(copy.toAbsolutePath().toString())
                    .update();
        } catch (SQLException e) {
            throw SqliteFailures.translate(database, e);
        }
        try (Connection connection = SqliteConnections.plain(copy)) {
            return Sql.of(connection, "select coalesce(max(position), 0) as position from journal_positions")
                    .single(row -> row.number("position"));
        } catch (SQLException e) {
            throw SqliteFailures.translate(copy, e);
        }
    }

    private void addJournal(ZipOutputStream zip, Manifest manifest, long end) throws IOException {
        List<Map.Entry<Long, Path>> segments = journal.segments();
        for (int i = 0; i < segments.size() && segments.get(i).getKey() <= end; i++) {
            long first = segments.get(i).getKey();
            long last =
                    i + 1 < segments.size() ? Math.min(end, segments.get(i + 1).getKey()) : end;
            Path file = segments.get(i).getValue();
            try (InputStream whole = Files.newInputStream(file)) {
                byte[] bytes = whole.readNBytes(Math.toIntExact(SegmentHeader.SIZE + last - first));
                add(zip, manifest, "journal/" + file.getFileName(), new ByteArrayInputStream(bytes));
            }
        }
    }

    private static void addFolder(ZipOutputStream zip, Manifest manifest, Path staging, Path folder)
            throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = staging.relativize(file).toString().replace('\\', '/');
                add(zip, manifest, name, Files.newInputStream(file));
            }
        }
    }

    private static void add(ZipOutputStream zip, Manifest manifest, String name, InputStream content)
            throws IOException {
        try (content) {
            zip.putNextEntry(new ZipEntry(name));
            manifest.copy(name, content, zip);
            zip.closeEntry();
        }
    }

    private static void delete(Path path) {
        try (Stream<Path> files = Files.exists(path) ? Files.walk(path) : Stream.empty()) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw FileFailures.translate(path, e);
        }
    }
}
