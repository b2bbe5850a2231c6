package dev.weir.trace;

import dev.weir.kernel.CrossProject;
import dev.weir.spi.Exchange;
import dev.weir.spi.ProjectId;
import dev.weir.store.Database;
import dev.weir.store.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whole traces, in their own database. */
final class TraceDao {
    private final Database database;

    TraceDao(Database database) {
        this.database = database;
    }

    /** The journal's record of an exchange, as it was written. */
    record Stored(Exchange exchange, int type, byte[] payload) {}

    /** A record read back. */
    record Sealed(int type, byte[] payload) {}

    @CrossProject("the journal holds every project's exchanges, and each row names its own")
    void insert(Connection connection, List<Stored> records) throws SQLException {
        Sql sql = Sql.of(connection, """
                INSERT INTO traces (exchange_id, project_id, started_at, type, record) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (exchange_id) DO NOTHING
                """);
        for (Stored record : records) {
            sql.bind(record.exchange().id().value())
                    .bind(record.exchange().project().value())
                    .bind(record.exchange().startedAt())
                    .bind((long) record.type())
                    .bind(record.payload())
                    .addBatch();
        }
        sql.updateBatch();
    }

    @Nullable
    Sealed find(ProjectId project, String id) {
        return database.find(connection -> Sql.of(
                        connection, "SELECT type, record FROM traces WHERE project_id = ? AND exchange_id = ?")
                .bind(project.value())
                .bind(id)
                .first(row -> new Sealed((int) row.number("type"), row.bytes("record"))));
    }

    @CrossProject("retention is the installation's")
    int deleteBefore(Instant moment, int limit) {
        return database.write(connection ->
                Sql.of(connection, """
                DELETE FROM traces WHERE exchange_id IN
                  (SELECT exchange_id FROM traces WHERE started_at < ? ORDER BY started_at LIMIT ?)
                """).bind(moment).bind((long) limit).update());
    }
}
