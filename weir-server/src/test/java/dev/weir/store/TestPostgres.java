package dev.weir.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One real PostgreSQL for all tests of this process, durable as in production. To make a schema costs more than most
 * tests, so those of the same scripts are emptied and used again.
 */
final class TestPostgres {
    private static final Map<List<String>, Used> SCHEMAS = new HashMap<>();
    private static @Nullable EmbeddedPostgres running;

    private TestPostgres() {}

    /** A schema and the folder of the test that has it. */
    private static final class Used {
        private final PostgresServer server;
        private final String schema;
        private @Nullable Path folder;

        Used(String schema) {
            this.schema = schema;
            this.server = PostgresServer.open(settings(schema), "node_of_" + schema);
        }
    }

    static synchronized EmbeddedPostgres running() {
        try {
            EmbeddedPostgres known = running;
            if (known == null) {
                Path folder = Files.createTempDirectory("weir-postgres");
                known = EmbeddedPostgres.builder()
                        .setDataDirectory(folder)
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .setServerConfig("full_page_writes", "on")
                        .start();
                guard(folder);
                running = known;
            }
            return known;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Stops the server if this process is killed and so cannot: the shell's input then ends. Signals to all processes of
     * a terminal are not meant for it. A server that was stopped has left no number to signal.
     */
    private static void guard(Path folder) throws IOException {
        new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "trap '' HUP INT TERM; read -r end; kill -INT $(head -n 1 \"$0/postmaster.pid\")",
                        folder.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    static PostgresServer.Settings settings(String schema) {
        return new PostgresServer.Settings(
                "jdbc:postgresql://localhost:" + running().getPort() + "/postgres", "postgres", null, schema);
    }

    static Databases in(Path folder) {
        return (name, migrations) -> open(folder, name, migrations);
    }

    private static synchronized Database open(Path folder, String name, String... migrations) {
        List<String> scripts =
                Stream.concat(Stream.of(name), Stream.of(migrations)).toList();
        Used used = SCHEMAS.computeIfAbsent(scripts, added -> new Used("t" + SCHEMAS.size()));
        if (used.folder != null && !used.folder.equals(folder)) {
            empty(used.schema + (name.equals("weir") ? "" : "_" + name));
        }
        used.folder = folder;
        return used.server.open(name, migrations);
    }

    private static void empty(String schema) {
        try (Connection connection = running().getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            List<String> tables =
                    Sql.of(connection, """
                            select table_name from information_schema.tables where table_schema = ?
                                and table_name not in ('flyway_schema_history', 'weir_schema')
                            """).bind(schema).list(row -> schema + "." + row.text("table_name"));
            if (!tables.isEmpty()) {
                statement.execute("truncate " + String.join(", ", tables) + " cascade");
            }
            statement.execute("delete from " + schema + ".flyway_schema_history where script like 'V2099%'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
