package dev.weir.knowledge;

import dev.weir.http.Json;
import dev.weir.spi.ProjectId;
import dev.weir.store.Database;
import dev.weir.store.Row;
import dev.weir.store.Sql;
import java.sql.SQLException;
import java.util.List;
import tools.jackson.core.type.TypeReference;

/** The table of judged queries. */
final class JudgedQueryDao {
    private final Database database;

    JudgedQueryDao(Database database) {
        this.database = database;
    }

    /** Adds or replaces, all or none. */
    void put(ProjectId project, String kbId, List<JudgedQuery> queries) {
        database.write(connection -> {
            Sql upsert = Sql.of(connection, """
                    insert into knowledge_queries (kb_id, query_id, project_id, query, source, grades, created_at, updated_at)
                    values (?, ?, ?, ?, ?, ?, ?, ?)
                    on conflict (kb_id, query_id) do update set query = excluded.query, source = excluded.source,
                        grades = excluded.grades, updated_at = excluded.updated_at
                    """);
            for (JudgedQuery each : queries) {
                upsert.bind(kbId)
                        .bind(each.id())
                        .bind(project.value())
                        .bind(each.query())
                        .bind(each.source().wireName())
                        .bind(Json.MAPPER.writeValueAsString(each.grades()))
                        .bind(each.updatedAt())
                        .bind(each.updatedAt())
                        .addBatch();
            }
            upsert.updateBatch();
            return queries;
        });
    }

    /**
     * By id.
     *
     * @param after the last id of the page before; empty for the first
     */
    List<JudgedQuery> page(ProjectId project, String kbId, String after, int limit) {
        return database.read(connection -> Sql.of(connection, """
                        select query_id, query, source, grades, updated_at from knowledge_queries
                        where project_id = ? and kb_id = ? and query_id > ? order by query_id limit ?
                        """)
                .bind(project.value())
                .bind(kbId)
                .bind(after)
                .bind((long) limit)
                .list(JudgedQueryDao::query));
    }

    int count(ProjectId project, String kbId) {
        return Math.toIntExact(database.read(connection -> Sql.of(
                        connection, "select count(*) as n from knowledge_queries where project_id = ? and kb_id = ?")
                .bind(project.value())
                .bind(kbId)
                .single(row -> row.number("n"))));
    }

    boolean delete(ProjectId project, String kbId, String id) {
        return database.write(connection -> Sql.of(
                                connection,
                                "delete from knowledge_queries where project_id = ? and kb_id = ? and query_id = ?")
                        .bind(project.value())
                        .bind(kbId)
                        .bind(id)
                        .update())
                > 0;
    }

    private static JudgedQuery query(Row row) throws SQLException {
        return new JudgedQuery(
                row.text("query_id"),
                row.text("query"),
                JudgedQuery.Source.named(row.text("source")).orElse(JudgedQuery.Source.HAND),
                Json.MAPPER.readValue(row.text("grades"), new TypeReference<>() {}),
                row.instant("updated_at"));
    }
}
