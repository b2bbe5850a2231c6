package dev.weir.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TempStore;
import org.sqlite.jdbc4.JDBC4Connection;

/**
 * Opens connections with the settings that Weir's promises rest on: WAL with {@code synchronous=FULL}, so that a
 * commit that returned survives a power cut, and foreign keys checked.
 */
final class SqliteConnections {
    private static final int BUSY_TIMEOUT_MILLIS = 10_000;
    private static final int CACHE_KIBIBYTES = 8 * 1024;

    private SqliteConnections() {}

    static String url(Path file) {
        return "jdbc:sqlite:" + file.toAbsolutePath();
    }

    static Connection writer(Path file) throws SQLException {
        return open(file, settings());
    }

    /** Opens a copy without changing it. */
    static Connection plain(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        return open(file, config);
    }

    static Connection reader(Path file) throws SQLException {
        Connection connection = open(file, settings());
        Sql.of(connection, "pragma query_only = on").update();
        return connection;
    }

    private static Connection open(Path file, SQLiteConfig settings) throws SQLException {
        Properties properties = settings.toProperties();
        return new JDBC4Connection(url(file), file.toAbsolutePath().toString(), properties);
    }

    private static SQLiteConfig settings() {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        config.enforceForeignKeys(true);
        config.setTempStore(TempStore.MEMORY);
        config.setCacheSize(-CACHE_KIBIBYTES);
        return config;
    }
}
