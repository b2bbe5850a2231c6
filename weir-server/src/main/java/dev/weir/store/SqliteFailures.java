package dev.weir.store;

import dev.weir.store.StorageException.Kind;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Turns SQLite's result codes (sqlite.org/rescode.html) into failures that say what to do. */
final class SqliteFailures {
    private SqliteFailures() {}

    static StorageException translate(Path file, SQLException failure) {
        Kind kind = kind(failure);
        return new StorageException(kind, message(kind, file, failure), failure);
    }

    /** Only the low byte is the primary code; the rest says more about it. */
    private static Kind kind(SQLException failure) {
        if (!(failure instanceof SQLiteException sqlite)) {
            return Kind.FAILED;
        }
        int primary = sqlite.getResultCode().code & 0xff;
        if (primary == SQLiteErrorCode.SQLITE_FULL.code) {
            return Kind.FULL;
        } else if (primary == SQLiteErrorCode.SQLITE_READONLY.code
                || primary == SQLiteErrorCode.SQLITE_CANTOPEN.code
                || primary == SQLiteErrorCode.SQLITE_PERM.code) {
            return Kind.READ_ONLY;
        } else if (primary == SQLiteErrorCode.SQLITE_BUSY.code || primary == SQLiteErrorCode.SQLITE_LOCKED.code) {
            return Kind.LOCKED;
        } else if (primary == SQLiteErrorCode.SQLITE_CORRUPT.code || primary == SQLiteErrorCode.SQLITE_NOTADB.code) {
            return Kind.CORRUPT;
        }
        return primary == SQLiteErrorCode.SQLITE_CONSTRAINT.code ? Kind.CONFLICT : Kind.FAILED;
    }

    private static String message(Kind kind, Path file, SQLException failure) {
        return switch (kind) {
            case FULL -> "no space left for " + file + ": free some space on its disk";
            case READ_ONLY -> file + " cannot be opened or written: give its owner write access to the file and folder";
            case LOCKED -> file + " is locked by another process: stop the other process";
            case CORRUPT -> file + " is damaged: restore a backup with ./weir restore (" + failure.getMessage() + ")";
            case CONFLICT, FAILED, AWAY, NEWER_VERSION -> file.getFileName() + ": " + failure.getMessage();
        };
    }
}
