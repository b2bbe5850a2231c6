package dev.weir.knowledge;

import dev.weir.http.Json;
import dev.weir.spi.ProjectId;
import dev.weir.spi.document.DocumentText;
import dev.weir.store.Database;
import dev.weir.store.Row;
import dev.weir.store.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The table of documents. A null project stands for the installation. */
final class DocumentDao {
    private final Database database;

    DocumentDao(Database database) {
        this.database = database;
    }

    /** What is known of a document's version. */
    record Held(String hash, DocumentState state, int chunks) {
        /** Whether there is nothing of it to index. */
        boolean isUnread() {
            return hash.equals(UNREAD);
        }
    }

    /** The hash of files that could not be read. */
    private static final String UNREAD = "";

    /** Adds or replaces documents, all or none; they are queued. */
    void put(@Nullable ProjectId owner, String kbId, List<Submission> documents, Instant now) {
        database.write(connection -> put(owner, connection, kbId, documents, now));
    }

    static List<Submission> put(
            @Nullable ProjectId owner, Connection connection, String kbId, List<Submission> documents, Instant now)
            throws SQLException {
        Sql insert = Sql.of(connection, """
                    insert into knowledge_documents (kb_id, document_id, project_id, title, content, metadata, readers,
                        hash, state, reason, chunks, bytes, created_at, updated_at)
                    values (?, ?, ?, ?, ?, ?, ?, ?, 'queued', null, 0, ?, ?, ?)
                    on conflict (kb_id, document_id) do update set title = excluded.title, content = excluded.content,
                        metadata = excluded.metadata, readers = excluded.readers, hash = excluded.hash,
                        state = excluded.state, reason = null, notes = null, chunks = 0,
                        bytes = excluded.bytes, updated_at = excluded.updated_at
                    """);
        for (Submission document : documents) {
            insert.bind(kbId)
                    .bind(document.id())
                    .bind(KnowledgeBaseDao.text(owner))
                    .bind(document.text().title())
                    .bind(PackedText.pack(document.text()))
                    .bind(document.metadata().toString())
                    .bind(Json.MAPPER.writeValueAsString(document.readers()))
                    .bind(document.hash())
                    .bind(document.bytes())
                    .bind(now)
                    .bind(now)
                    .addBatch();
        }
        insert.updateBatch();
        return documents;
    }

    /** Adds or replaces files that could not be read; a document of the same id stays. */
    void putUnread(@Nullable ProjectId owner, String kbId, List<Unread> files, Instant now) {
        database.write(connection -> {
            Sql insert = Sql.of(connection, """
                    insert into knowledge_documents (kb_id, document_id, project_id, title, content, metadata, readers,
                        hash, state, reason, chunks, bytes, created_at, updated_at)
                    values (?, ?, ?, ?, ?, '{}', ?, ?, 'failed', ?, 0, ?, ?, ?)
                    on conflict (kb_id, document_id) do update set reason = excluded.reason, bytes = excluded.bytes,
                        updated_at = excluded.updated_at
                    where knowledge_documents.hash = excluded.hash
                    """);
            for (Unread file : files) {
                insert.bind(kbId)
                        .bind(file.id())
                        .bind(KnowledgeBaseDao.text(owner))
                        .bind(file.id())
                        .bind(PackedText.pack(DocumentText.plain(file.id(), "")))
                        .bind(Json.MAPPER.writeValueAsString(Readers.EVERYBODY))
                        .bind(UNREAD)
                        .bind(file.reason())
                        .bind(file.bytes())
                        .bind(now)
                        .bind(now)
                        .addBatch();
            }
            insert.updateBatch();
            return files;
        });
    }

    /** The documents are in the index, in so many passages each; the vectors of some may be there already. */
    void indexed(@Nullable ProjectId owner, String kbId, Map<String, Integer> chunks) {
        database.write(connection -> {
            Sql update = Sql.of(connection, """
                    update knowledge_documents set chunks = ?, reason = null,
                        state = case when state = 'ready' then 'ready' else 'embedding' end
                    where kb_id = ? and document_id = ? and project_id is not distinct from ?
                    """);
            for (Map.Entry<String, Integer> document : chunks.entrySet()) {
                update.bind(document.getValue().longValue())
                        .bind(kbId)
                        .bind(document.getKey())
                        .bind(KnowledgeBaseDao.text(owner))
                        .addBatch();
            }
            update.updateBatch();
            return chunks;
        });
    }

    /** Sets one state for some documents. */
    void mark(
            @Nullable ProjectId owner,
            String kbId,
            Collection<String> ids,
            DocumentState state,
            @Nullable String reason) {
        if (ids.isEmpty()) {
            return;
        }
        database.write(connection -> {
            Sql update = Sql.of(connection, """
                    update knowledge_documents set state = ?, reason = ?
                    where kb_id = ? and document_id = ? and project_id is not distinct from ?
                    """);
            for (String id : ids) {
                update.bind(state.wireName())
                        .bind(reason)
                        .bind(kbId)
                        .bind(id)
                        .bind(KnowledgeBaseDao.text(owner))
                        .addBatch();
            }
            update.updateBatch();
            return state;
        });
    }

    /** Notes why documents are not ready yet. */
    void delayed(@Nullable ProjectId owner, String kbId, String reason) {
        database.write(connection -> Sql.of(connection, """
                        update knowledge_documents set reason = ?
                        where kb_id = ? and state = 'embedding' and project_id is not distinct from ?
                        """)
                .bind(reason)
                .bind(kbId)
                .bind(KnowledgeBaseDao.text(owner))
                .update());
    }

    /** Changes whom a document may be shown to. */
    void relabel(@Nullable ProjectId owner, String kbId, Submission relabelled, Instant now) {
        database.write(connection -> Sql.of(connection, """
                        update knowledge_documents set readers = ?, hash = case when hash = ? then hash else ? end,
                            updated_at = ?
                        where kb_id = ? and document_id = ? and project_id is not distinct from ?
                        """)
                .bind(Json.MAPPER.writeValueAsString(relabelled.readers()))
                .bind(UNREAD)
                .bind(relabelled.hash())
                .bind(now)
                .bind(kbId)
                .bind(relabelled.id())
                .bind(KnowledgeBaseDao.text(owner))
                .update());
    }

    boolean delete(@Nullable ProjectId owner, String kbId, String id) {
        return database.write(connection -> Sql.of(connection, """
                                delete from knowledge_documents
                                where kb_id = ? and document_id = ? and project_id is not distinct from ?
                                """)
                        .bind(kbId)
                        .bind(id)
                        .bind(KnowledgeBaseDao.text(owner))
                        .update())
                > 0;
    }

    Map<String, Held> held(@Nullable ProjectId owner, String kbId) {
        return database.read(connection -> {
            Map<String, Held> held = new HashMap<>();
            Sql.of(connection, """
                            select document_id, hash, state, chunks from knowledge_documents
                            where kb_id = ? and project_id is not distinct from ?
                            """)
                    .bind(kbId)
                    .bind(KnowledgeBaseDao.text(owner))
                    .list(row -> held.put(row.text("document_id"), held(row)));
            return held;
        });
    }

    Map<String, Held> held(@Nullable ProjectId owner, String kbId, List<String> ids) {
        return database.read(connection -> {
            Map<String, Held> held = new HashMap<>();
            for (String id : ids) {
                Held found =
                        one(connection, owner, kbId, id, "hash, state, chunks").first(DocumentDao::held);
                if (found != null) {
                    held.put(id, found);
                }
            }
            return held;
        });
    }

    /** What is told of documents takes the files into account that wait to take their place. */
    private static final String SHOWN = "knowledge_documents_shown";

    private static final String SUMMARY =
            "document_id, title, state, reason, chunks, bytes, metadata, readers, created_at, updated_at";

    @Nullable
    KbDocument find(@Nullable ProjectId owner, String kbId, String id) {
        return database.find(
                connection -> one(connection, SHOWN, owner, kbId, id, SUMMARY).first(DocumentDao::document));
    }

    /** A document as it was handed in. */
    @Nullable
    Submission submission(@Nullable ProjectId owner, String kbId, String id) {
        return database.find(
                connection -> one(connection, owner, kbId, id, "document_id, title, content, metadata, readers, bytes")
                        .first(DocumentDao::submission));
    }

    private static Sql one(Connection connection, @Nullable ProjectId owner, String kbId, String id, String columns)
            throws SQLException {
        return one(connection, "knowledge_documents", owner, kbId, id, columns);
    }

    private static Sql one(
            Connection connection, String table, @Nullable ProjectId owner, String kbId, String id, String columns)
            throws SQLException {
        return Sql.of(
                        connection,
                        "select " + columns + " from " + table + " where kb_id = ? and document_id = ?"
                                + " and project_id is not distinct from ?")
                .bind(kbId)
                .bind(id)
                .bind(KnowledgeBaseDao.text(owner));
    }

    /**
     * Documents in the order of their ids.
     *
     * @param after the last id of the page before; empty for the first
     * @param state only these; null for all
     */
    List<KbDocument> page(
            @Nullable ProjectId owner, String kbId, String after, @Nullable DocumentState state, int limit) {
        return database.read(connection -> Sql.of(connection, "select " + SUMMARY + """
                         from knowledge_documents_shown
                        where kb_id = ? and project_id is not distinct from ? and document_id > ?
                            and (? is null or state = ?)
                        order by document_id limit ?
                        """)
                .bind(kbId)
                .bind(KnowledgeBaseDao.text(owner))
                .bind(after)
                .bind(state == null ? null : state.wireName())
                .bind(state == null ? null : state.wireName())
                .bind(limit)
                .list(DocumentDao::document));
    }

    /**
     * Documents by {@link DocumentPlace}.
     *
     * @param after the place of the last one of the page before; null for the first page
     */
    List<KbDocument> page(@Nullable ProjectId owner, String kbId, @Nullable DocumentPlace after, int limit) {
        return database.read(connection -> Sql.of(
                        connection,
                        "select " + SUMMARY + ", " + DocumentPlace.RANK + " as urgency"
                                + """
                         from knowledge_documents_shown
                        where kb_id = ? and project_id is not distinct from ?
                            and (? is null or (RANK, -updated_at, document_id) > (?, ?, ?))
                        order by urgency, updated_at desc, document_id limit ?
                        """.replace("RANK", DocumentPlace.RANK))
                .bind(kbId)
                .bind(KnowledgeBaseDao.text(owner))
                .bind(after == null ? null : after.id())
                .bind(after == null ? null : Long.valueOf(after.rank()))
                .bind(DocumentPlace.newestFirst(after))
                .bind(after == null ? null : after.id())
                .bind(limit)
                .list(DocumentDao::document));
    }

    private static Held held(Row row) throws SQLException {
        return new Held(row.text("hash"), DocumentState.of(row.text("state")), (int) row.number("chunks"));
    }

    private static Submission submission(Row row) throws SQLException {
        return new Submission(
                row.text("document_id"),
                PackedText.unpack(row.text("title"), row.bytes("content")),
                metadata(row),
                readers(row),
                row.number("bytes"));
    }

    private static KbDocument document(Row row) throws SQLException {
        return new KbDocument(
                row.text("document_id"),
                row.text("title"),
                DocumentState.of(row.text("state")),
                row.textOrNull("reason"),
                (int) row.number("chunks"),
                row.number("bytes"),
                metadata(row),
                readers(row),
                row.instant("created_at"),
                row.instant("updated_at"),
                null);
    }

    private static ObjectNode metadata(Row row) throws SQLException {
        return (ObjectNode) Json.MAPPER.readTree(row.text("metadata"));
    }

    private static Readers readers(Row row) throws SQLException {
        return Json.MAPPER.readValue(row.text("readers"), Readers.class);
    }
}
