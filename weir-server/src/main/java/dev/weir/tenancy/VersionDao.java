package dev.weir.tenancy;

import dev.weir.kernel.CrossProject;
import dev.weir.store.Database;
import dev.weir.store.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Collectors;

/** The counters of changes, by what has changed. */
final class VersionDao {
    /** Organizations, projects, keys and limits. */
    static final String TENANTS = "tenants";

    /** Who is signed in at the console. */
    static final String LOGINS = "logins";

    private final Database database;

    VersionDao(Database database) {
        this.database = database;
    }

    /** Counts a change, in its own transaction. */
    @CrossProject("what has changed may be of any project")
    static void count(Connection connection, String topic) throws SQLException {
        Sql.of(connection, """
                        insert into tenancy_versions (topic, version) values (?, 1)
                        on conflict (topic) do update set version = tenancy_versions.version + 1
                        """).bind(topic).update();
    }

    @CrossProject("what has changed may be of any project")
    Map<String, Long> all() {
        return database
                .read(connection -> Sql.of(connection, "select topic, version from tenancy_versions")
                        .list(row -> Map.entry(row.text("topic"), row.number("version"))))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
