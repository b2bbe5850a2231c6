package dev.weir.knowledge;

import dev.weir.kernel.CrossProject;
import dev.weir.spi.ProjectId;
import dev.weir.store.Database;
import dev.weir.store.Row;
import dev.weir.store.Sql;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table of knowledge bases. A null project stands for the installation. */
final class KnowledgeBaseDao {
    private final Database database;

    KnowledgeBaseDao(Database database) {
        this.database = database;
    }

    void insert(@Nullable ProjectId owner, Kb kb) {
        database.write(connection -> Sql.of(
                        connection,
                        "insert into knowledge_bases (id, project_id, name, created_at, settings) values (?, ?, ?, ?, ?)")
                .bind(kb.id())
                .bind(text(owner))
                .bind(kb.name())
                .bind(kb.createdAt())
                .bind(kb.settings().json())
                .update());
    }

    void set(@Nullable ProjectId owner, Kb kb) {
        database.write(connection -> Sql.of(connection, """
                        update knowledge_bases set settings = ? where id = ? and project_id is not distinct from ?
                        """)
                .bind(kb.settings().json())
                .bind(kb.id())
                .bind(text(owner))
                .update());
    }

    /** Those that the project may read; its own and the installation's. */
    List<KbSummary> summaries(ProjectId project) {
        return database.read(
                connection -> Sql.of(connection, """
                        select b.id, b.project_id, b.name, b.created_at, b.settings,
                            count(d.document_id) as documents,
                            count(*) filter (where d.state in ('queued', 'parsing', 'embedding')) as unfinished,
                            count(*) filter (where d.state in ('failed', 'needs_ocr', 'encrypted', 'blank')) as failed,
                            coalesce(sum(d.chunks), 0) as chunks,
                            coalesce(sum(d.bytes), 0) as bytes
                        from knowledge_bases b left join knowledge_documents_shown d on d.kb_id = b.id
                        where b.project_id = ? or b.project_id is null
                        group by b.id, b.project_id, b.name, b.created_at, b.settings
                        order by b.name
                        """).bind(project.value()).list(KnowledgeBaseDao::summary));
    }

    @CrossProject("kept in memory for all projects from the start")
    List<Kb> all() {
        return database.read(connection -> Sql.of(
                        connection, "select id, project_id, name, created_at, settings from knowledge_bases")
                .list(KnowledgeBaseDao::kb));
    }

    @CrossProject("unfinished work is taken up again for all projects at the start")
    List<Kb> unfinished() {
        return database.read(connection -> Sql.of(connection, """
                        select id, project_id, name, created_at, settings from knowledge_bases
                        where id in (select kb_id from knowledge_documents where state <> 'ready' and hash <> '')
                        """).list(KnowledgeBaseDao::kb));
    }

    /** Removes the base and its documents' rows. */
    void delete(@Nullable ProjectId owner, String id) {
        database.write(connection -> {
            Sql.of(connection, """
                            delete from knowledge_documents where kb_id = ? and project_id is not distinct from ?
                            """).bind(id).bind(text(owner)).update();
            Sql.of(connection, "delete from knowledge_queries where kb_id = ? and project_id is not distinct from ?")
                    .bind(id)
                    .bind(text(owner))
                    .update();
            return Sql.of(connection, "delete from knowledge_bases where id = ? and project_id is not distinct from ?")
                    .bind(id)
                    .bind(text(owner))
                    .update();
        });
    }

    static @Nullable String text(@Nullable ProjectId owner) {
        return owner == null ? null : owner.value();
    }

    private static Kb kb(Row row) throws SQLException {
        String owner = row.textOrNull("project_id");
        return new Kb(
                row.text("id"),
                owner == null ? null : new ProjectId(owner),
                row.text("name"),
                row.instant("created_at"),
                KbSettings.stored(row.text("settings")));
    }

    private static KbSummary summary(Row row) throws SQLException {
        return new KbSummary(
                row.text("id"),
                row.text("name"),
                row.textOrNull("project_id") == null,
                row.instant("created_at"),
                row.number("documents"),
                row.number("unfinished"),
                row.number("failed"),
                row.number("chunks"),
                row.number("bytes"),
                KbSettings.stored(row.text("settings")),
                null);
    }
}
