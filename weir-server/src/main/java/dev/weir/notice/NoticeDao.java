package dev.weir.notice;

import dev.weir.http.Json;
import dev.weir.kernel.CrossProject;
import dev.weir.notice.Notices.Kept;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.ProjectId;
import dev.weir.store.Database;
import dev.weir.store.Row;
import dev.weir.store.Sql;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The table of notices. */
final class NoticeDao {
    private static final String ALL = "id, organization_id, project_id, kind, scope, name, title, message, details,"
            + " told_at, shown_until, tries, next_try_at, delivered_at, failure";

    private final Database database;

    NoticeDao(Database database) {
        this.database = database;
    }

    /**
     * Keeps it, unless it is there.
     *
     * @param firstTry when it is to be sent; null if nobody waits for it
     * @return whether it was not there
     */
    @CrossProject("an organization has notices, too; each names its project")
    boolean insert(Notice notice, @Nullable Instant firstTry) {
        return database.write(connection -> Sql.of(connection, """
                        insert into notices (id, organization_id, project_id, kind, scope, name, title, message,
                            details, told_at, shown_until, tries, next_try_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)
                        on conflict (id) do nothing
                        """)
                        .bind(notice.id())
                        .bind(notice.organization().value())
                        .bind(notice.project() == null ? null : notice.project().value())
                        .bind(notice.kind())
                        .bind(notice.scope())
                        .bind(notice.name())
                        .bind(notice.title())
                        .bind(notice.message())
                        .bind(new String(Json.bytes(notice.details()), StandardCharsets.UTF_8))
                        .bind(notice.at())
                        .bind(notice.until())
                        .bind(firstTry)
                        .update())
                > 0;
    }

    List<Kept> list(ProjectId project, Query query) {
        String organization = query.organization() == null ? "" : " or (project_id is null and organization_id = ?)";
        String kind = query.kind() == null ? "" : " and kind = ?";
        String news = query.newsAt() == null ? "" : " and shown_until > ?";
        String after =
                query.cursor() == null ? "" : " and (told_at, id) < (select told_at, id from notices where id = ?)";
        return database.read(connection -> {
            Sql select = Sql.of(
                            connection,
                            "select " + ALL + " from notices where (project_id = ?" + organization + ")" + kind + news
                                    + after + " order by told_at desc, id desc limit ?")
                    .bind(project.value());
            if (query.organization() != null) {
                select.bind(query.organization().value());
            }
            if (query.kind() != null) {
                select.bind(query.kind());
            }
            if (query.newsAt() != null) {
                select.bind(query.newsAt());
            }
            if (query.cursor() != null) {
                select.bind(query.cursor());
            }
            return select.bind(query.limit()).list(NoticeDao::kept);
        });
    }

    /** What is to be sent by now, the longest due first. */
    @CrossProject("the webhook is the installation's")
    List<Kept> due(Instant now, int limit) {
        return database.read(connection -> Sql.of(
                        connection,
                        "select " + ALL + " from notices where next_try_at <= ? order by next_try_at, id limit ?")
                .bind(now)
                .bind(limit)
                .list(NoticeDao::kept));
    }

    /** When the next one is due; null if none waits. */
    @CrossProject("the webhook is the installation's")
    @Nullable
    Instant nextDue() {
        return database.find(connection -> Sql.of(
                        connection, "select next_try_at from notices where next_try_at is not null order by 1 limit 1")
                .first(row -> row.instant("next_try_at")));
    }

    @CrossProject("the webhook is the installation's")
    void delivered(String id, int tries, Instant at) {
        database.write(connection ->
                Sql.of(connection, """
                        update notices set delivered_at = ?, tries = ?, next_try_at = null, failure = null where id = ?
                        """).bind(at).bind(tries).bind(id).update());
    }

    /**
     * @param next when it is tried again; null if it is given up
     */
    @CrossProject("the webhook is the installation's")
    void failed(String id, int tries, String why, @Nullable Instant next) {
        database.write(connection -> Sql.of(
                        connection, "update notices set failure = ?, tries = ?, next_try_at = ? where id = ?")
                .bind(why)
                .bind(tries)
                .bind(next)
                .bind(id)
                .update());
    }

    @CrossProject("all are kept for as long")
    void deleteBefore(Instant time) {
        database.write(connection -> Sql.of(connection, "delete from notices where told_at < ? and shown_until < ?")
                .bind(time)
                .bind(time)
                .update());
    }

    private static Kept kept(Row row) throws SQLException {
        String project = row.textOrNull("project_id");
        Notice notice = new Notice(
                row.text("id"),
                row.text("kind"),
                new OrganizationId(row.text("organization_id")),
                project == null ? null : new ProjectId(project),
                row.text("scope"),
                row.text("name"),
                row.text("title"),
                row.text("message"),
                row.instant("told_at"),
                row.instant("shown_until"),
                details(row.text("details")));
        return new Kept(
                notice,
                Math.toIntExact(row.number("tries")),
                row.instantOrNull("next_try_at"),
                row.instantOrNull("delivered_at"),
                row.textOrNull("failure"));
    }

    private static Map<String, Object> details(String json) {
        Map<String, Object> details = new LinkedHashMap<>();
        JsonNode tree = Json.tree(json.getBytes(StandardCharsets.UTF_8));
        tree.properties()
                .forEach(entry -> details.put(
                        entry.getKey(),
                        entry.getValue().isIntegralNumber()
                                ? (Object) entry.getValue().asLong()
                                : entry.getValue().asString()));
        return details;
    }
}
