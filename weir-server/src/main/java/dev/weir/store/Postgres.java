package dev.weir.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * A schema of a PostgreSQL database. Writers take turns, those of other nodes among them: a Dao may look before it
 * writes, as with SQLite. A server that goes away and comes back is connected to again; what was to be done meanwhile
 * fails.
 */
final class Postgres extends Engine {
    private static final int READERS = 3;
    private static final Duration LONGEST_CLOSING = Duration.ofSeconds(1);
    /** Apart from locks that others may take in the same database. */
    private static final long LOCKS = 0x57656972L << 32;
    /** A node that hangs in the middle of a transaction must not keep the others from writing. */
    private static final String SESSION =
            "set idle_in_transaction_session_timeout = '15s'; set lock_timeout = '20s'; set statement_timeout = '5min'";

    private final PostgresServer server;
    private final String schema;
    private final HikariDataSource pool;

    Postgres(PostgresServer server, String schema) {
        this.server = server;
        this.schema = schema;
        this.pool = new HikariDataSource(pool());
    }

    private HikariConfig pool() {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("weir " + schema);
        pool.setDataSource(server.source());
        pool.setSchema(schema);
        pool.setMaximumPoolSize(1 + READERS);
        pool.setMinimumIdle(1);
        pool.setIdleTimeout(TimeUnit.MINUTES.toMillis(1));
        pool.setConnectionTimeout(TimeUnit.SECONDS.toMillis(3));
        pool.setValidationTimeout(TimeUnit.SECONDS.toMillis(2));
        pool.setInitializationFailTimeout(-1);
        pool.setConnectionInitSql(SESSION);
        return pool;
    }

    @Override
    String name() {
        return schema;
    }

    @Override
    String describe() {
        return "the schema " + schema + " of " + server.address();
    }

    @Override
    int readers() {
        return READERS;
    }

    @Override
    Connections connections(boolean writes) {
        return new Connections() {
            @Override
            public Connection take() throws SQLException {
                return pool.getConnection();
            }

            @Override
            public void giveBack(Connection connection) throws SQLException {
                connection.close();
            }

            @Override
            public void end() {}
        };
    }

    @Override
    String beginRead() {
        return "begin isolation level repeatable read, read only";
    }

    @Override
    String beginWrite() {
        return "begin; select pg_advisory_xact_lock(" + (LOCKS | number(schema)) + ")";
    }

    private static long number(String name) {
        CRC32 sum = new CRC32();
        sum.update(name.getBytes(StandardCharsets.UTF_8));
        return sum.getValue();
    }

    /** A server that forgets a commit while this process lives would be ahead of no one, but behind its readers. */
    @Override
    void syncOnCommit(Connection connection, boolean wanted) {}

    @Override
    void migrate(Migrations migrations) throws SQLException {
        String lock = Long.toString(LOCKS | number(schema));
        try (Connection connection = server.source().getConnection()) {
            Sql.of(connection, "select pg_advisory_lock(" + lock + ")").single(row -> lock);
            Sql.of(connection, "create schema if not exists " + schema).update();
            connection.setSchema(schema);
            migrations.apply(
                    this,
                    connection,
                    flyway -> flyway(flyway)
                            .resourceProvider(new RenderedScripts(migrations.scripts(), Postgres::render)));
        }
    }

    private FluentConfiguration flyway(FluentConfiguration flyway) {
        return flyway.dataSource(server.source())
                .schemas(schema)
                .defaultSchema(schema)
                .placeholders(Map.of("bytes", "bytea", "json", "text"));
    }

    /** Older scripts were written for SQLite alone, and are kept as they were applied. */
    static String render(String script) {
        return script.replaceAll("(?i)\\)\\s*strict\\s*;", ");")
                .replaceAll("(?i)\\binteger\\b", "bigint")
                .replaceAll("(?i)\\bblob\\b", "bytea");
    }

    @Override
    boolean hasTable(Connection connection, String name) throws SQLException {
        return Sql.of(connection, "select 1 from information_schema.tables where table_schema = ? and table_name = ?")
                        .bind(schema)
                        .bind(name)
                        .first(row -> name)
                != null;
    }

    @Override
    String row() {
        return "ctid";
    }

    /** Old versions of rows stay until the server's own vacuum; docs/cluster.md says so. */
    @Override
    <T> T erasing(Connection connection, SqlFunction<T> work) throws SQLException {
        return work.apply(connection);
    }

    @Override
    StorageException translate(SQLException failure) {
        return server.translate(failure);
    }

    /** A pool that is in the middle of connecting to a server that is away takes its time; nobody has to wait for it. */
    @Override
    public void close() {
        Thread closing =
                Thread.ofVirtual().name("closing " + pool.getPoolName()).start(pool::close);
        try {
            closing.join(LONGEST_CLOSING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
