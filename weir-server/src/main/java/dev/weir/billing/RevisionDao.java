package dev.weir.billing;

import dev.weir.kernel.CrossProject;
import dev.weir.spi.OrganizationId;
import dev.weir.store.Database;
import dev.weir.store.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A number for each organization that counts the changes of what its bills go by. Whoever decides by what was read names
 * the number of before; if another node was quicker, nothing is written, and it is decided anew.
 */
final class RevisionDao {
    private static final String WHY = "plans and invoices belong to organizations";

    private final Database database;

    RevisionDao(Database database) {
        this.database = database;
    }

    @CrossProject(WHY)
    long current(OrganizationId organization) {
        return database.read(connection -> Sql.of(
                        connection,
                        "select coalesce(max(revision), 0) as revision from billing_revisions where organization_id = ?")
                .bind(organization.value())
                .single(row -> row.number("revision")));
    }

    /** Counts a change, in its transaction; false if there was another since. */
    @CrossProject(WHY)
    static boolean advance(Connection connection, OrganizationId organization, long from) throws SQLException {
        begin(connection, organization);
        return Sql.of(
                                connection,
                                "update billing_revisions set revision = revision + 1 where organization_id = ? and revision = ?")
                        .bind(organization.value())
                        .bind(from)
                        .update()
                == 1;
    }

    /** Counts a change that goes by nothing, in its transaction. */
    @CrossProject(WHY)
    static void advance(Connection connection, OrganizationId organization) throws SQLException {
        begin(connection, organization);
        Sql.of(connection, "update billing_revisions set revision = revision + 1 where organization_id = ?")
                .bind(organization.value())
                .update();
    }

    private static void begin(Connection connection, OrganizationId organization) throws SQLException {
        Sql.of(
                        connection,
                        "insert into billing_revisions (organization_id, revision) values (?, 0) on conflict do nothing")
                .bind(organization.value())
                .update();
    }
}
