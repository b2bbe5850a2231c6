package dev.weir.idempotency;

import dev.weir.kernel.CrossProject;
import dev.weir.spi.KeyId;
import dev.weir.spi.ProjectId;
import dev.weir.store.Database;
import dev.weir.store.JournalRecord;
import dev.weir.store.JournalRecord.KeyBegun;
import dev.weir.store.JournalRecord.KeyEnd;
import dev.weir.store.JournalRecord.KeyEnded;
import dev.weir.store.Projected;
import dev.weir.store.Projection;
import dev.weir.store.Retention;
import dev.weir.store.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The journal's last record of each idempotency key, still sealed, in a database of its own, which follows the journal. */
final class KeyDao implements Projection {
    private final Database database;

    KeyDao(Database database) {
        this.database = database;
    }

    /** A record read back. */
    record Sealed(int type, byte[] payload) {}

    @Override
    @CrossProject("names the projection, touches no row")
    public String name() {
        return "idempotency keys";
    }

    @Override
    @CrossProject("names kinds of records, touches no row")
    public boolean reads(Class<? extends JournalRecord> kind) {
        return kind == KeyBegun.class || kind == KeyEnded.class;
    }

    @Override
    @CrossProject("the journal holds every project's keys, and each row names its own")
    public void apply(Connection connection, List<Projected> batch) throws SQLException {
        for (Projected entry : batch) {
            switch (entry.record()) {
                case KeyBegun begun -> put(connection, begun.project(), begun.key(), begun.name(), begun.at(), entry);
                case KeyEnded ended
                when ended.end() == KeyEnd.FREED -> delete(connection, ended.project(), ended.key(), ended.name());
                case KeyEnded ended ->
                    put(connection, ended.project(), ended.key(), ended.name(), ended.begunAt(), entry);
                default -> {}
            }
        }
    }

    private static void put(
            Connection connection, ProjectId project, KeyId key, String name, Instant begunAt, Projected entry)
            throws SQLException {
        Sql.of(connection, """
                INSERT INTO idempotency_keys (project_id, key_id, name, begun_at, type, record)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (project_id, key_id, name) DO UPDATE
                SET begun_at = excluded.begun_at, type = excluded.type, record = excluded.record
                """)
                .bind(project.value())
                .bind(key.value())
                .bind(name)
                .bind(begunAt)
                .bind((long) entry.type())
                .bind(entry.payload())
                .update();
    }

    private static void delete(Connection connection, ProjectId project, KeyId key, String name) throws SQLException {
        Sql.of(connection, "DELETE FROM idempotency_keys WHERE project_id = ? AND key_id = ? AND name = ?")
                .bind(project.value())
                .bind(key.value())
                .bind(name)
                .update();
    }

    @Nullable
    Sealed find(ProjectId project, KeyId key, String name) {
        return database.find(connection -> Sql.of(connection, """
                SELECT type, record FROM idempotency_keys WHERE project_id = ? AND key_id = ? AND name = ?
                """)
                .bind(project.value())
                .bind(key.value())
                .bind(name)
                .first(row -> new Sealed((int) row.number("type"), row.bytes("record"))));
    }

    @CrossProject("what is in memory of keys is every project's, and holds digests only")
    List<Long> hashesSince(Instant moment) {
        return database.read(connection -> Sql.of(connection, "SELECT name FROM idempotency_keys WHERE begun_at >= ?")
                .bind(moment)
                .list(row -> KeyName.hash(row.text("name"))));
    }

    @CrossProject("retention is the installation's")
    long deleteBefore(Instant moment) {
        return Retention.deleteBefore(database, "idempotency_keys", "begun_at", moment);
    }
}
