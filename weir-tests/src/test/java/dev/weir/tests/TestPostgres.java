package dev.weir.tests;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One real PostgreSQL for all tests of this process, durable as in production. */
final class TestPostgres {
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static @Nullable EmbeddedPostgres running;

    private TestPostgres() {}

    private static synchronized EmbeddedPostgres running() {
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

    static int port() {
        return running().getPort();
    }

    /** Makes an empty database; its name. */
    static String database() throws SQLException {
        String name = "weir" + DATABASES.incrementAndGet();
        try (Connection connection = running().getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        return name;
    }

    /** What a configuration says of a database. */
    static String store(String database) {
        return store(port(), database);
    }

    static String store(int port, String database) {
        return "store: {url: 'jdbc:postgresql://localhost:" + port + "/" + database + "', user: postgres}\n";
    }
}
