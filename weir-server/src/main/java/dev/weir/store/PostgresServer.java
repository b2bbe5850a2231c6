package dev.weir.store;

import dev.weir.store.StorageException.Kind;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL database that several nodes share: each of Weir's databases is a schema of it. Who opens it says which
 * node it is; a second process of the same node is kept out, because both would hold the same journal for theirs.
 * Thread-safe.
 */
public final class PostgresServer implements Databases, AutoCloseable {
    private static final long NODES = 0x6e6f6465L << 32;
    private static final int CONNECT_SECONDS = 5;
    private static final int ANSWER_SECONDS = 330;
    private static final int TRIES = 50;
    private static final long PAUSE_NANOS = 200_000_000L;

    private final PGSimpleDataSource source;
    private final String address;
    private final @Nullable String user;
    private final String schema;
    private @Nullable Connection presence;

    /**
     * How it is reached.
     *
     * @param url {@code jdbc:postgresql://host:port/database}, without credentials
     * @param schema what the names of its schemas begin with, of lower-case letters
     */
    public record Settings(
            String url, @Nullable String user, @Nullable String password, String schema) {
        /** Without the password. */
        @Override
        public String toString() {
            return url + " as " + user;
        }
    }

    private PostgresServer(Settings settings) {
        this.source = new PGSimpleDataSource();
        this.address = address(settings.url());
        this.user = settings.user();
        this.schema = settings.schema();
        source.setUrl(settings.url());
        if (settings.user() != null) {
            source.setUser(settings.user());
        }
        if (settings.password() != null) {
            source.setPassword(settings.password());
        }
        source.setApplicationName("weir");
        source.setTcpKeepAlive(true);
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setSocketTimeout(ANSWER_SECONDS);
    }

    /**
     * Connects for the first time.
     *
     * @param node the name of the node that goes on with it
     * @throws StorageException if the server cannot be reached, refuses the credentials, or knows this node to run
     */
    public static PostgresServer open(Settings settings, String node) {
        PostgresServer server = new PostgresServer(settings);
        try {
            server.enter(node);
            return server;
        } catch (SQLException e) {
            server.close();
            throw server.translate(e);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** The lock ends with its connection; of a process that was killed, the server may need a moment to learn that. */
    private void enter(String node) throws SQLException {
        presence = source.getConnection();
        CRC32 sum = new CRC32();
        sum.update((schema + "/" + node).getBytes(StandardCharsets.UTF_8));
        String lock =
                "select case when pg_try_advisory_lock(" + (NODES | sum.getValue()) + ") then 1 else 0 end as got";
        for (int i = 0; i < TRIES; i++) {
            if (Sql.of(presence, lock).single(row -> row.flag("got"))) {
                return;
            }
            LockSupport.parkNanos(this, PAUSE_NANOS);
        }
        throw new StorageException(
                Kind.LOCKED,
                "another Weir runs on " + address + " as the same node (" + node
                        + "), from a copy of this data directory: give this one a directory of its own with --data");
    }

    @Override
    public Database open(String name, String... migrations) {
        return Database.open(new Postgres(this, schema(name)), migrations);
    }

    private String schema(String name) {
        return name.equals("weir") ? schema : schema + "_" + name;
    }

    PGSimpleDataSource source() {
        return source;
    }

    /** Without what may be secret. */
    public String address() {
        return address;
    }

    private static String address(String url) {
        String bare = url.replaceFirst("^jdbc:", "");
        int options = bare.indexOf('?');
        return options < 0 ? bare : bare.substring(0, options);
    }

    StorageException translate(SQLException failure) {
        return PostgresFailures.translate(address, user, failure);
    }

    /** Close the databases first. */
    @Override
    public void close() {
        Connection last = presence;
        if (last != null) {
            try {
                last.close();
            } catch (SQLException e) {
                throw translate(e);
            }
        }
    }
}
