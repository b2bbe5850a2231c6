package dev.weir.trace;

import dev.weir.kernel.CrossProject;
import dev.weir.spi.Exchange;
import dev.weir.spi.ProjectId;
import dev.weir.store.Database;
import dev.weir.store.JournalRecord;
import dev.weir.store.Projected;
import dev.weir.store.Projection;
import dev.weir.store.Retention;
import dev.weir.store.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whole traces, still sealed, in their own database, which follows the journal. */
final class TraceDao implements Projection {
    private final Database database;

    TraceDao(Database database) {
        this.database = database;
    }

    /** A record read back. */
    record Sealed(int type, byte[] payload) {}

    @Override
    @CrossProject("names the projection, touches no row")
    public String name() {
        return "traces";
    }

    @Override
    @CrossProject("names kinds of records, touches no row")
    public boolean reads(Class<? extends JournalRecord> kind) {
        return kind == JournalRecord.Closed.class;
    }

    @Override
    @CrossProject("the journal holds every project's exchanges, and each row names its own")
    public void apply(Connection connection, List<Projected> batch) throws SQLException {
        Sql sql = Sql.of(connection, """
                INSERT INTO traces (exchange_id, project_id, started_at, type, record) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (exchange_id) DO NOTHING
                """);
        for (Projected entry : batch) {
            if (entry.record() instanceof JournalRecord.Closed closed) {
                Exchange exchange = closed.exchange();
                sql.bind(exchange.id().value())
                        .bind(exchange.project().value())
                        .bind(exchange.startedAt())
                        .bind((long) entry.type())
                        .bind(entry.payload())
                        .addBatch();
            }
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
    long deleteBefore(Instant moment) {
        return Retention.deleteBefore(database, "traces", "started_at", moment);
    }
}
