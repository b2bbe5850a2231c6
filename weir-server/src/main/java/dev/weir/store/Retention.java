package dev.weir.store;

import java.time.Instant;

/** Deletes old rows a few at a time, so that nobody else's write waits long behind it. */
public final class Retention {
    private static final int BATCH = 500;

    private Retention() {}

    /**
     * Deletes all rows whose {@code column}, an instant, lies before {@code limit}.
     *
     * @param table and {@code column}: names from the program, never from a user; the column should have an index
     * @return how many rows were deleted
     */
    public static long deleteBefore(Database database, String table, String column, Instant limit) {
        String delete = "delete from %1$s where %3$s in (select %3$s from %1$s where %2$s < ? limit ?)"
                .formatted(table, column, database.row());
        long deleted = 0;
        int last;
        do {
            last = database.write(connection ->
                    Sql.of(connection, delete).bind(limit).bind(BATCH).update());
            deleted += last;
        } while (last == BATCH);
        return deleted;
    }
}
