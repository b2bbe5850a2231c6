package dev.weir.tenancy;

import dev.weir.kernel.CrossProject;
import dev.weir.spi.OrganizationId;
import dev.weir.store.Database;
import dev.weir.store.Sql;
import java.util.List;

/** The table of limits that are no project's or key's own. */
final class LimitDao {
    private final Database database;

    LimitDao(Database database) {
        this.database = database;
    }

    @CrossProject("memory holds all limits")
    List<Applied> all() {
        return database.read(connection -> Sql.of(connection, "select scope, owner, name, limits from limits")
                .list(row -> new Applied(
                        new Subject(Scope.named(row.text("scope")).orElseThrow(), row.text("owner"), row.text("name")),
                        LimitsBody.limits(row.text("limits")))));
    }

    @CrossProject("an organization has limits, too; each subject names its owner")
    void put(OrganizationId organization, Applied limit) {
        database.write(connection -> {
            VersionDao.count(connection, VersionDao.TENANTS);
            return Sql.of(connection, """
                            insert into limits (organization_id, scope, owner, name, limits) values (?, ?, ?, ?, ?)
                            on conflict (owner, scope, name) do update set limits = excluded.limits
                            """)
                    .bind(organization.value())
                    .bind(limit.subject().scope().wire())
                    .bind(limit.subject().owner())
                    .bind(limit.subject().name())
                    .bind(LimitsBody.text(limit.limits()))
                    .update();
        });
    }

    @CrossProject("an organization has limits, too; each subject names its owner")
    void remove(Subject subject) {
        database.write(connection -> {
            VersionDao.count(connection, VersionDao.TENANTS);
            return Sql.of(connection, "delete from limits where owner = ? and scope = ? and name = ?")
                    .bind(subject.owner())
                    .bind(subject.scope().wire())
                    .bind(subject.name())
                    .update();
        });
    }
}
