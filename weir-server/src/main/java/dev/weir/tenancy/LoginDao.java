package dev.weir.tenancy;

import dev.weir.kernel.CrossProject;
import dev.weir.spi.KeyId;
import dev.weir.spi.ProjectId;
import dev.weir.store.Database;
import dev.weir.store.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The table of console logins. */
final class LoginDao {
    private final Database database;

    LoginDao(Database database) {
        this.database = database;
    }

    @CrossProject("memory holds all logins")
    List<LoginRow> all() {
        return database.read(connection -> Sql.of(
                        connection, "select token_hash, project_id, key_id, created_at, seen_at from console_logins")
                .list(row -> new LoginRow(
                        new SecretHash(row.text("token_hash")),
                        new ProjectId(row.text("project_id")),
                        new KeyId(row.text("key_id")),
                        row.instant("created_at"),
                        row.instant("seen_at"))));
    }

    void insert(ProjectId project, LoginRow login) {
        database.write(connection -> {
            VersionDao.count(connection, VersionDao.LOGINS);
            return Sql.of(connection, """
                            insert into console_logins (token_hash, project_id, key_id, created_at, seen_at)
                            values (?, ?, ?, ?, ?)
                            """)
                    .bind(login.token().hex())
                    .bind(project.value())
                    .bind(login.key().value())
                    .bind(login.createdAt())
                    .bind(login.seenAt())
                    .update();
        });
    }

    void delete(ProjectId project, SecretHash token) {
        database.write(connection -> {
            VersionDao.count(connection, VersionDao.LOGINS);
            return Sql.of(connection, "delete from console_logins where project_id = ? and token_hash = ?")
                    .bind(project.value())
                    .bind(token.hex())
                    .update();
        });
    }

    @CrossProject("one batch for the logins of all projects")
    void keep(List<LoginRow> seen, List<LoginRow> ended) {
        database.write(connection -> {
            update(connection, seen);
            return delete(connection, ended);
        });
    }

    private static void update(Connection connection, List<LoginRow> seen) throws SQLException {
        Sql update = Sql.of(connection, "update console_logins set seen_at = ? where token_hash = ?");
        for (LoginRow login : seen) {
            update.bind(login.seenAt()).bind(login.token().hex()).addBatch();
        }
        update.updateBatch();
    }

    private static int delete(Connection connection, List<LoginRow> ended) throws SQLException {
        Sql delete = Sql.of(connection, "delete from console_logins where token_hash = ?");
        for (LoginRow login : ended) {
            delete.bind(login.token().hex()).addBatch();
        }
        delete.updateBatch();
        return ended.size();
    }
}
