package dev.weir.billing;

import dev.weir.kernel.CrossProject;
import dev.weir.store.Database;
import dev.weir.store.Sql;
import java.time.Instant;

/** How far each billing provider has been told of each node's log. */
final class FeedDao {
    private static final String WHY = "the log is one for all projects";

    private final Database database;

    FeedDao(Database database) {
        this.database = database;
    }

    /** The first entry that it has not got. */
    @CrossProject(WHY)
    long position(String place) {
        return database.read(connection -> Sql.of(
                        connection, "select coalesce(max(position), 0) as position from billing_feeds where place = ?")
                .bind(place)
                .single(row -> row.number("position")));
    }

    @CrossProject(WHY)
    void position(String place, long position, Instant at) {
        database.write(connection ->
                Sql.of(connection, """
                        insert into billing_feeds (place, position, at) values (?, ?, ?)
                        on conflict (place) do update set position = excluded.position, at = excluded.at
                        """).bind(place).bind(position).bind(at).update());
    }
}
