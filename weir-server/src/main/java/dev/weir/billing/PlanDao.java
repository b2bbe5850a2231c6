package dev.weir.billing;

import dev.weir.http.Json;
import dev.weir.kernel.CrossProject;
import dev.weir.spi.OrganizationId;
import dev.weir.store.Database;
import dev.weir.store.Row;
import dev.weir.store.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Plans, by organization and first month. */
final class PlanDao {
    private static final String WHY = "plans belong to organizations";

    private final Database database;

    PlanDao(Database database) {
        this.database = database;
    }

    /** A plan as it is kept. */
    record Kept(String id, PlanBody body, Plan plan, Instant createdAt, String createdBy) {}

    /** False if what it was decided by has changed. */
    @CrossProject(WHY)
    boolean insert(OrganizationId organization, Kept plan, long revision) {
        return database.write(connection -> RevisionDao.advance(connection, organization, revision)
                && Sql.of(connection, """
                        insert into plans (plan_id, organization_id, from_month, body, created_at, created_by)
                        values (?, ?, ?, ?, ?, ?)
                        """)
                                .bind(plan.id)
                                .bind(organization.value())
                                .bind(plan.plan.from().toString())
                                .bind(Json.MAPPER.writeValueAsString(plan.body))
                                .bind(plan.createdAt)
                                .bind(plan.createdBy)
                                .update()
                        == 1);
    }

    /** False if what it was decided by has changed. */
    @CrossProject(WHY)
    boolean update(OrganizationId organization, Kept plan, long revision) {
        return database.write(connection -> RevisionDao.advance(connection, organization, revision)
                && Sql.of(
                                        connection,
                                        "update plans set from_month = ?, body = ? where organization_id = ? and plan_id = ?")
                                .bind(plan.plan.from().toString())
                                .bind(Json.MAPPER.writeValueAsString(plan.body))
                                .bind(organization.value())
                                .bind(plan.id)
                                .update()
                        == 1);
    }

    /** False if what it was decided by has changed. */
    @CrossProject(WHY)
    boolean delete(OrganizationId organization, String id, long revision) {
        return database.write(connection -> RevisionDao.advance(connection, organization, revision)
                && Sql.of(connection, "delete from plans where organization_id = ? and plan_id = ?")
                                .bind(organization.value())
                                .bind(id)
                                .update()
                        == 1);
    }

    /** By first month. */
    @CrossProject(WHY)
    List<Kept> list(OrganizationId organization) {
        return database.read(
                connection -> Sql.of(connection, "select * from plans where organization_id = ? order by from_month")
                        .bind(organization.value())
                        .list(PlanDao::plan));
    }

    private static Kept plan(Row row) throws SQLException {
        PlanBody body = Json.MAPPER.readValue(row.text("body"), PlanBody.class);
        return new Kept(row.text("plan_id"), body, body.read(), row.instant("created_at"), row.text("created_by"));
    }
}
