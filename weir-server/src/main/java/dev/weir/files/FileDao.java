package dev.weir.files;

import dev.weir.kernel.CrossProject;
import dev.weir.spi.ProjectId;
import dev.weir.store.Database;
import dev.weir.store.Row;
import dev.weir.store.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table of files. */
final class FileDao {
    private static final String COLUMNS = "id, project_id, purpose, file_name, bytes, created_at, expires_at";

    private final Database database;

    FileDao(Database database) {
        this.database = database;
    }

    /** Adds a file, unless the project's files would then have more than {@code most} bytes together. */
    boolean insert(ProjectId project, StoredFile file, long most) {
        return database.write(connection -> Sql.of(connection, """
                                insert into files (id, project_id, purpose, file_name, bytes, created_at, expires_at)
                                select ?, ?, ?, ?, ?, ?, ?
                                where (select coalesce(sum(bytes), 0) from files where project_id = ?) + ? <= ?
                                """)
                        .bind(file.id())
                        .bind(project.value())
                        .bind(file.purpose())
                        .bind(file.fileName())
                        .bind(file.bytes())
                        .bind(file.createdAt())
                        .bind(file.expiresAt())
                        .bind(project.value())
                        .bind(file.bytes())
                        .bind(most)
                        .update())
                > 0;
    }

    @Nullable
    StoredFile find(ProjectId project, String id) {
        return database.find(
                connection -> Sql.of(connection, "select " + COLUMNS + " from files where project_id = ? and id = ?")
                        .bind(project.value())
                        .bind(id)
                        .first(FileDao::file));
    }

    /** Newest first, or oldest first. */
    List<StoredFile> page(
            ProjectId project, @Nullable String purpose, @Nullable String after, boolean ascending, int limit) {
        String order = ascending ? "asc" : "desc";
        return database.read(connection -> Sql.of(
                        connection, "select " + COLUMNS + """
                         from files where project_id = ? and (? is null or purpose = ?)
                            and (? is null or (created_at, id) %1$s
                                (select created_at, id from files where project_id = ? and id = ?))
                        order by created_at %2$s, id %2$s limit ?
                        """.formatted(ascending ? ">" : "<", order))
                .bind(project.value())
                .bind(purpose)
                .bind(purpose)
                .bind(after)
                .bind(project.value())
                .bind(after)
                .bind(limit)
                .list(FileDao::file));
    }

    boolean delete(ProjectId project, String id) {
        return database.write(connection -> Sql.of(connection, "delete from files where project_id = ? and id = ?")
                        .bind(project.value())
                        .bind(id)
                        .update())
                > 0;
    }

    long bytes(ProjectId project) {
        return database.read(connection -> Sql.of(
                        connection, "select coalesce(sum(bytes), 0) as bytes from files where project_id = ?")
                .bind(project.value())
                .single(row -> row.number("bytes")));
    }

    @CrossProject("expiry is the installation's work; each row names its project")
    List<StoredFile> expired(Instant now, int limit) {
        return database.read(connection -> Sql.of(
                        connection,
                        "select " + COLUMNS + " from files where expires_at <= ? order by expires_at limit ?")
                .bind(now)
                .bind(limit)
                .list(FileDao::file));
    }

    @CrossProject("the contents on the disk are compared with all rows at the start")
    List<StoredFile> all() {
        return database.read(connection ->
                Sql.of(connection, "select " + COLUMNS + " from files").list(FileDao::file));
    }

    private static StoredFile file(Row row) throws SQLException {
        return new StoredFile(
                row.text("id"),
                new ProjectId(row.text("project_id")),
                row.text("purpose"),
                row.text("file_name"),
                row.number("bytes"),
                row.instant("created_at"),
                row.instantOrNull("expires_at"));
    }
}
