package dev.weir.knowledge;

import dev.weir.http.Json;
import dev.weir.kernel.CrossProject;
import dev.weir.spi.ProjectId;
import dev.weir.spi.document.DocumentText;
import dev.weir.store.Database;
import dev.weir.store.Row;
import dev.weir.store.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The table of files that wait, are read, or could not be. */
final class FileDao {
    private final Database database;

    FileDao(Database database) {
        this.database = database;
    }

    /** Adds files, each in place of the one that its document had; returns the contents that nobody needs any more. */
    List<String> queue(ProjectId project, String kbId, List<SentFile> files, Instant now) {
        return database.write(connection -> {
            List<String> replaced = new ArrayList<>();
            for (SentFile file : files) {
                String before = contentId(connection, project, kbId, file.id());
                if (before != null) {
                    replaced.add(before);
                }
                stub(connection, project, kbId, file, now);
                insert(connection, project, kbId, file, now);
            }
            return replaced;
        });
    }

    /** A document without text, so that the file is listed; one that is there stays as it is. */
    private static void stub(Connection connection, ProjectId project, String kbId, SentFile file, Instant now)
            throws SQLException {
        Sql.of(connection, """
                        insert into knowledge_documents (kb_id, document_id, project_id, title, content, metadata,
                            readers, hash, state, reason, chunks, bytes, created_at, updated_at)
                        values (?, ?, ?, ?, ?, ?, ?, '', 'failed', null, 0, ?, ?, ?)
                        on conflict (kb_id, document_id) do nothing
                        """)
                .bind(kbId)
                .bind(file.id())
                .bind(project.value())
                .bind(file.id())
                .bind(PackedText.pack(DocumentText.plain(file.id(), "")))
                .bind(file.metadata().toString())
                .bind(Json.MAPPER.writeValueAsString(file.readers()))
                .bind(file.bytes())
                .bind(now)
                .bind(now)
                .update();
    }

    private static void insert(Connection connection, ProjectId project, String kbId, SentFile file, Instant now)
            throws SQLException {
        Sql.of(connection, """
                        insert into knowledge_files (kb_id, document_id, project_id, content_id, file_name, bytes,
                            metadata, readers, password, state, reason, deaths, begun, sent_at, updated_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?, null, 'queued', null, 0, 0, ?, ?)
                        on conflict (kb_id, document_id) do update set content_id = excluded.content_id,
                            file_name = excluded.file_name, bytes = excluded.bytes, metadata = excluded.metadata,
                            readers = excluded.readers, password = null, state = 'queued', reason = null,
                            deaths = 0, begun = 0, sent_at = excluded.sent_at, updated_at = excluded.updated_at
                        """)
                .bind(kbId)
                .bind(file.id())
                .bind(project.value())
                .bind(file.contentId())
                .bind(file.fileName())
                .bind(file.bytes())
                .bind(file.metadata().toString())
                .bind(Json.MAPPER.writeValueAsString(file.readers()))
                .bind(now)
                .bind(now)
                .update();
    }

    private static @Nullable String contentId(Connection connection, ProjectId project, String kbId, String id)
            throws SQLException {
        return Sql.of(connection, """
                        select content_id from knowledge_files where project_id = ? and kb_id = ? and document_id = ?
                        """).bind(project.value()).bind(kbId).bind(id).first(row -> row.text("content_id"));
    }

    /** Files that a process that ended had begun wait again. */
    @CrossProject("work that a stop interrupted goes on for all projects")
    void requeue() {
        database.write(
                connection -> Sql.of(connection, "update knowledge_files set state = 'queued' where state = 'parsing'")
                        .update());
    }

    /**
     * The file that has waited longest in the project after {@code last}, by turns; it is being read from now on.
     *
     * @param last the project of the file before; empty for none
     */
    @CrossProject("projects take turns")
    Optional<FileJob> take(String last) {
        return database.write(connection -> {
            String next = waiting(connection, last);
            String id = next == null ? waiting(connection, "") : next;
            return id == null ? Optional.empty() : taken(connection, id);
        });
    }

    private static @Nullable String waiting(Connection connection, String last) throws SQLException {
        return Sql.of(connection, """
                        select content_id from knowledge_files where state = 'queued' and project_id > ?
                        order by project_id, sent_at, document_id limit 1
                        """).bind(last).first(row -> row.text("content_id"));
    }

    private static Optional<FileJob> taken(Connection connection, String contentId) throws SQLException {
        Sql.of(connection, "update knowledge_files set state = 'parsing', begun = begun + 1 where content_id = ?")
                .bind(contentId)
                .update();
        return Optional.ofNullable(Sql.of(connection, "select * from knowledge_files where content_id = ?")
                .bind(contentId)
                .first(FileDao::job));
    }

    private static FileJob job(Row row) throws SQLException {
        return new FileJob(
                new ProjectId(row.text("project_id")),
                row.text("kb_id"),
                new SentFile(
                        row.text("document_id"),
                        row.text("content_id"),
                        row.text("file_name"),
                        row.number("bytes"),
                        (ObjectNode) Json.MAPPER.readTree(row.text("metadata")),
                        Json.MAPPER.readValue(row.text("readers"), Readers.class)),
                row.textOrNull("password"),
                (int) row.number("deaths"),
                (int) row.number("begun"));
    }

    /** It waits again, for another reader. */
    void again(ProjectId project, String contentId, int deaths, @Nullable String reason, Instant now) {
        database.write(connection -> Sql.of(connection, """
                        update knowledge_files set state = 'queued', deaths = ?, reason = ?, updated_at = ?,
                            sent_at = ?
                        where project_id = ? and content_id = ?
                        """)
                .bind(deaths)
                .bind(reason)
                .bind(now)
                .bind(now)
                .bind(project.value())
                .bind(contentId)
                .update());
    }

    /** There is no text in it; its content is kept for another try, its password is not. */
    void settle(ProjectId project, String contentId, DocumentState state, String reason, Instant now) {
        database.write(connection -> Sql.of(connection, """
                        update knowledge_files set state = ?, reason = ?, password = null, updated_at = ?
                        where project_id = ? and content_id = ?
                        """)
                .bind(state.wireName())
                .bind(reason)
                .bind(now)
                .bind(project.value())
                .bind(contentId)
                .update());
    }

    /**
     * Makes a file's text the document's, in one step with the end of the file's row.
     *
     * @param changed whether it is another text than the document has
     * @return whether the file was still wanted
     */
    boolean finish(
            ProjectId project,
            String kbId,
            String contentId,
            Submission read,
            boolean changed,
            @Nullable String note,
            Instant now) {
        return database.write(connection -> {
            int there = Sql.of(
                            connection,
                            "delete from knowledge_files where project_id = ? and kb_id = ? and content_id = ?")
                    .bind(project.value())
                    .bind(kbId)
                    .bind(contentId)
                    .update();
            if (there == 0) {
                return false;
            }
            if (changed) {
                DocumentDao.put(project, connection, kbId, List.of(read), now);
            }
            Sql.of(connection, """
                            update knowledge_documents set notes = ?, bytes = ?, updated_at = ?
                            where project_id = ? and kb_id = ? and document_id = ?
                            """)
                    .bind(note)
                    .bind(read.bytes())
                    .bind(now)
                    .bind(project.value())
                    .bind(kbId)
                    .bind(read.id())
                    .update();
            return true;
        });
    }

    /** What is known of the file of a document. */
    record Standing(String contentId, DocumentState state) {}

    @Nullable
    Standing find(ProjectId project, String kbId, String id) {
        return database.find(connection -> Sql.of(connection, """
                        select content_id, state from knowledge_files
                        where project_id = ? and kb_id = ? and document_id = ?
                        """)
                .bind(project.value())
                .bind(kbId)
                .bind(id)
                .first(row -> new Standing(row.text("content_id"), DocumentState.of(row.text("state")))));
    }

    /**
     * It waits as if it had just been sent.
     *
     * @param password sealed; null where none was given
     * @return whether it was there and at rest
     */
    boolean retry(ProjectId project, String contentId, @Nullable String password, Instant now) {
        return database.write(connection -> Sql.of(connection, """
                                update knowledge_files set state = 'queued', reason = null, deaths = 0, begun = 0,
                                    password = ?, sent_at = ?, updated_at = ?
                                where project_id = ? and content_id = ? and state not in ('queued', 'parsing')
                                """)
                        .bind(password)
                        .bind(now)
                        .bind(now)
                        .bind(project.value())
                        .bind(contentId)
                        .update())
                > 0;
    }

    /** Forgets the files of documents; returns the contents that nobody needs any more. */
    List<String> forget(ProjectId project, String kbId, Collection<String> ids) {
        return database.write(connection -> {
            List<String> contents = new ArrayList<>();
            for (String id : ids) {
                String content = contentId(connection, project, kbId, id);
                if (content != null) {
                    contents.add(content);
                    Sql.of(connection, "delete from knowledge_files where project_id = ? and content_id = ?")
                            .bind(project.value())
                            .bind(content)
                            .update();
                }
            }
            return contents;
        });
    }

    /** Forgets all files of a base; returns the contents that nobody needs any more. */
    List<String> forget(ProjectId project, String kbId) {
        return database.write(connection -> {
            List<String> contents = Sql.of(
                            connection, "select content_id from knowledge_files where project_id = ? and kb_id = ?")
                    .bind(project.value())
                    .bind(kbId)
                    .list(row -> row.text("content_id"));
            Sql.of(connection, "delete from knowledge_files where project_id = ? and kb_id = ?")
                    .bind(project.value())
                    .bind(kbId)
                    .update();
            return contents;
        });
    }

    @CrossProject("contents without a row are swept at the start")
    List<String> contents() {
        return database.read(connection ->
                Sql.of(connection, "select content_id from knowledge_files").list(row -> row.text("content_id")));
    }
}
