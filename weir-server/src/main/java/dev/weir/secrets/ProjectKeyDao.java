package dev.weir.secrets;

import dev.weir.kernel.CrossProject;
import dev.weir.spi.ProjectId;
import dev.weir.store.Database;
import dev.weir.store.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The wrapped data keys. A destroyed key keeps its row, so that what it sealed is known to be erased, not lost. */
final class ProjectKeyDao {
    private final Database database;

    ProjectKeyDao(Database database) {
        this.database = database;
    }

    /** One row; {@code wrapped} is null once the key is destroyed. */
    record Stored(String key, byte @Nullable [] wrapped) {}

    /** The project's current key; {@code candidate} becomes it if there is none. */
    Stored currentOrElse(ProjectId project, Stored candidate, Instant now) {
        return database.write(connection -> {
            Stored current = current(connection, project);
            if (current != null) {
                return current;
            }
            insert(connection, project, candidate, now);
            return candidate;
        });
    }

    @Nullable
    Stored current(ProjectId project) {
        return database.find(connection -> current(connection, project));
    }

    private static @Nullable Stored current(Connection connection, ProjectId project) throws SQLException {
        return Sql.of(connection, """
                        select key_id, wrapped from project_keys
                        where project_id = ? and wrapped is not null
                        order by created_at desc limit 1
                        """)
                .bind(project.value())
                .first(row -> new Stored(row.text("key_id"), row.bytesOrNull("wrapped")));
    }

    private static void insert(Connection connection, ProjectId project, Stored key, Instant now) throws SQLException {
        Sql.of(connection, "insert into project_keys (key_id, project_id, wrapped, created_at) values (?, ?, ?, ?)")
                .bind(key.key())
                .bind(project.value())
                .bind(key.wrapped())
                .bind(now)
                .update();
    }

    @Nullable
    Stored find(ProjectId project, String key) {
        return database.find(connection -> Sql.of(
                        connection, "select key_id, wrapped from project_keys where project_id = ? and key_id = ?")
                .bind(project.value())
                .bind(key)
                .first(row -> new Stored(row.text("key_id"), row.bytesOrNull("wrapped"))));
    }

    /** Overwrites the project's keys; how many there were. */
    int destroy(ProjectId project, Instant now) {
        return database.writeErasing(connection -> Sql.of(
                        connection,
                        "update project_keys set wrapped = null, destroyed_at = ? "
                                + "where project_id = ? and wrapped is not null")
                .bind(now)
                .bind(project.value())
                .update());
    }

    @CrossProject("tells whether a master key has ever wrapped anything here")
    boolean isEmpty() {
        return database.find(connection ->
                        Sql.of(connection, "select 1 from project_keys limit 1").first(row -> true))
                == null;
    }
}
