package dev.weir.audit;

import dev.weir.audit.note.VerifierKey;
import dev.weir.http.Json;
import dev.weir.store.Database;
import dev.weir.store.Projector;
import dev.weir.store.StorageException;
import dev.weir.store.StorageException.Kind;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The log in a data directory, without a server; one may run on the directory meanwhile. It needs no secret key, so it
 * goes as far as the newest checkpoint.
 */
public final class OfflineLog implements AutoCloseable {
    private static final int PAGE = 1000;

    private final Database database;
    private final AuditDao dao;
    private final Checkpoints checkpoints;
    private final StoredLog stored;

    private OfflineLog(Database database, List<VerifierKey> keys) {
        this.database = database;
        this.dao = new AuditDao(database);
        this.checkpoints = new Checkpoints(dao, keys);
        this.stored = new StoredLog(dao, checkpoints);
    }

    /**
     * @param trusted the keys that checkpoints are to be signed with; none for those that lie beside the log
     * @throws StorageException if there is no log
     */
    public static OfflineLog open(Path data, List<VerifierKey> trusted) {
        Path file = data.resolve(AuditRoom.DATABASE);
        if (!Files.isRegularFile(file)) {
            throw new StorageException(
                    Kind.FAILED,
                    "there is no audit log in " + data.toAbsolutePath().normalize()
                            + ": name a data directory of Weir with --data");
        }
        try {
            List<VerifierKey> keys = trusted.isEmpty() ? new KeyFolder(data).known() : trusted;
            return new OfflineLog(Database.open(file, Projector.MIGRATIONS, AuditRoom.MIGRATIONS), keys);
        } catch (IOException e) {
            throw StorageException.of(data, e);
        }
    }

    /** Compares every entry with the tree, and the tree with the kept checkpoints and with what others were told. */
    public Report check(Evidence evidence) {
        return stored.check(evidence.claims(checkpoints.keys()));
    }

    /**
     * The proof that an entry is in the log, as {@code GET /api/audit/proof} answers.
     *
     * @throws IllegalArgumentException if no checkpoint has it; the message says so
     */
    public JsonNode proof(long number) {
        Checkpoints.Signed newest = newest();
        AuditDao.Numbered entry = dao.find(number);
        if (entry == null || number >= newest.size()) {
            throw new IllegalArgumentException(
                    "there is no entry " + number + " among the " + newest.size() + " of the newest checkpoint");
        }
        return Json.tree(Json.bytes(stored.inclusion(entry, newest)));
    }

    /**
     * The proof that the log has only grown, as {@code GET /api/audit/consistency} answers.
     *
     * @throws IllegalArgumentException if it was never so long
     */
    public JsonNode consistency(long from, long to) {
        if (from < 0 || from > to || to > newest().size()) {
            throw new IllegalArgumentException(
                    "the log has " + newest().size() + " entries; it did not grow from " + from + " to " + to);
        }
        return Json.tree(Json.bytes(stored.consistency(from, to)));
    }

    private Checkpoints.Signed newest() {
        return checkpoints
                .latest()
                .orElseThrow(() -> new IllegalArgumentException("this log has no checkpoint yet; start Weir once"));
    }

    /**
     * Writes the entries' bytes, one a line, and a last line with the newest checkpoint and the key that checks it.
     *
     * @return how many entries
     * @throws IOException also where the file exists
     */
    public long export(Path file) throws IOException {
        Checkpoints.Signed newest = newest();
        try (OutputStream out = new BufferedOutputStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
            for (long from = 0; from < newest.size(); from += PAGE) {
                for (AuditDao.Numbered each : dao.entries(from, newest.size(), PAGE)) {
                    out.write(each.entry().body());
                    out.write('\n');
                }
            }
            out.write(
                    Json.bytes(new ExportFile.Trailer(newest.note(), newest.by().toString())));
            out.write('\n');
        }
        return newest.size();
    }

    @Override
    public void close() {
        database.close();
    }
}
