package dev.weir.conversation;

import dev.weir.kernel.CrossProject;
import dev.weir.spi.ProjectId;
import dev.weir.store.Database;
import dev.weir.store.JournalRecord;
import dev.weir.store.JournalRecord.ResponseDeleted;
import dev.weir.store.JournalRecord.ResponseKept;
import dev.weir.store.Projected;
import dev.weir.store.Projection;
import dev.weir.store.Retention;
import dev.weir.store.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Kept responses, still sealed, in a database of their own, which follows the journal. */
final class ResponseDao implements Projection {
    private final Database database;

    ResponseDao(Database database) {
        this.database = database;
    }

    /** A record read back. */
    record Sealed(int type, byte[] payload) {}

    @Override
    @CrossProject("names the projection, touches no row")
    public String name() {
        return "responses";
    }

    @Override
    @CrossProject("names kinds of records, touches no row")
    public boolean reads(Class<? extends JournalRecord> kind) {
        return kind == ResponseKept.class || kind == ResponseDeleted.class;
    }

    @Override
    @CrossProject("the journal holds every project's responses, and each row names its own")
    public void apply(Connection connection, List<Projected> batch) throws SQLException {
        for (Projected entry : batch) {
            if (entry.record() instanceof ResponseKept kept) {
                insert(connection, kept, entry);
            } else if (entry.record() instanceof ResponseDeleted deleted) {
                delete(connection, deleted);
            }
        }
    }

    private static void insert(Connection connection, ResponseKept kept, Projected entry) throws SQLException {
        Sql.of(connection, """
                INSERT INTO responses (project_id, response_id, kept_at, type, record) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (project_id, response_id) DO UPDATE
                SET kept_at = excluded.kept_at, type = excluded.type, record = excluded.record
                """)
                .bind(kept.project().value())
                .bind(kept.id())
                .bind(kept.at())
                .bind((long) entry.type())
                .bind(entry.payload())
                .update();
    }

    private static void delete(Connection connection, ResponseDeleted deleted) throws SQLException {
        Sql.of(connection, "DELETE FROM responses WHERE project_id = ? AND response_id = ?")
                .bind(deleted.project().value())
                .bind(deleted.id())
                .update();
    }

    @Nullable
    Sealed find(ProjectId project, String id) {
        return database.find(connection -> Sql.of(
                        connection, "SELECT type, record FROM responses WHERE project_id = ? AND response_id = ?")
                .bind(project.value())
                .bind(id)
                .first(row -> new Sealed((int) row.number("type"), row.bytes("record"))));
    }

    @CrossProject("retention is the installation's")
    long deleteBefore(Instant moment) {
        return Retention.deleteBefore(database, "responses", "kept_at", moment);
    }
}
