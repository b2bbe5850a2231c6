package dev.weir.store;

import dev.weir.store.StorageException.Kind;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/** Turns PostgreSQL's SQLSTATEs (postgresql.org/docs/18/errcodes-appendix.html) into failures that say what to do. */
final class PostgresFailures {
    private PostgresFailures() {}

    static StorageException translate(String address, @Nullable String user, SQLException failure) {
        SQLException said = said(failure);
        String state = said.getSQLState() == null ? "" : said.getSQLState();
        Kind kind = said instanceof SQLTransientConnectionException ? Kind.AWAY : kind(state);
        return new StorageException(kind, message(kind, state, address, user, said), failure);
    }

    /** What the server or its driver said, under what the pool says about it. */
    private static SQLException said(SQLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PSQLException server) {
                return server;
            }
        }
        return failure;
    }

    private static Kind kind(String state) {
        return switch (state) {
            case "57P01", "57P02", "57P03", "53300", "3D000", "42501", "25P03" -> Kind.AWAY;
            case "53100" -> Kind.FULL;
            case "25006" -> Kind.READ_ONLY;
            case "XX001", "XX002" -> Kind.CORRUPT;
            default -> byClass(state.length() < 2 ? "" : state.substring(0, 2));
        };
    }

    private static Kind byClass(String prefix) {
        return switch (prefix) {
            case "08", "28" -> Kind.AWAY;
            case "23" -> Kind.CONFLICT;
            default -> Kind.FAILED;
        };
    }

    private static String message(Kind kind, String state, String address, @Nullable String user, SQLException said) {
        String told = String.valueOf(said.getMessage()).lines().findFirst().orElse("");
        String what = address + ": " + told;
        return switch (kind) {
            case AWAY -> away(state, address, user, told);
            case FULL -> "no space left for " + what + ": free some space on the disk of PostgreSQL";
            case READ_ONLY -> what + ": name the primary server under store.url, replicas cannot be written";
            case CORRUPT -> what + ": the server says that its files are damaged; restore a backup of it";
            case LOCKED, CONFLICT, FAILED, NEWER_VERSION -> what;
        };
    }

    private static String away(String state, String address, @Nullable String user, String told) {
        String whom = user == null ? "the user" : "the user '" + user + "'";
        return switch (state) {
            case "3D000" -> address + ": there is no such database (" + told + "): create it, or correct store.url";
            case "42501" ->
                address + ": " + whom + " may not do this (" + told + "): it has to own the database, or be"
                        + " allowed to create schemas in it";
            case "53300" -> address + " has no connection left (" + told + "): raise its max_connections";
            default ->
                state.startsWith("28")
                        ? address + " refuses " + whom + " (" + told + "): check store.user and store.password"
                        : address + " cannot be reached (" + told
                                + "): check that PostgreSQL runs there, and store.url";
        };
    }
}
