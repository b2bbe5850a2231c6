package dev.weir.knowledge;

import dev.weir.spi.ProjectId;
import dev.weir.store.Database;
import dev.weir.store.Sql;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table of vectors by content. A null project stands for the installation. */
final class EmbeddingDao {
    private final Database database;

    EmbeddingDao(Database database) {
        this.database = database;
    }

    /** Those of these keys that are there. */
    Map<String, float[]> find(@Nullable ProjectId owner, String kbId, List<String> keys) {
        return database.read(connection -> {
            Map<String, float[]> found = new HashMap<>();
            for (String key : keys) {
                float[] vector = Sql.of(connection, """
                                select vector from embeddings
                                where kb_id = ? and content = ? and project_id is not distinct from ?
                                """)
                        .bind(kbId)
                        .bind(key)
                        .bind(KnowledgeBaseDao.text(owner))
                        .first(row -> vector(row.bytes("vector")));
                if (vector != null) {
                    found.put(key, vector);
                }
            }
            return found;
        });
    }

    /** Adds vectors by key; of all bases' only the newest {@code most} stay. */
    void insert(@Nullable ProjectId owner, String kbId, Map<String, float[]> vectors, int most) {
        database.write(connection -> {
            Sql insert = Sql.of(connection, """
                    insert into embeddings (kb_id, content, project_id, vector) values (?, ?, ?, ?)
                    on conflict (kb_id, content) do nothing
                    """);
            for (Map.Entry<String, float[]> each : vectors.entrySet()) {
                insert.bind(kbId)
                        .bind(each.getKey())
                        .bind(KnowledgeBaseDao.text(owner))
                        .bind(bytes(each.getValue()))
                        .addBatch();
            }
            insert.updateBatch();
            return Sql.of(connection, "delete from embeddings where id <= (select max(id) from embeddings) - ?")
                    .bind(most)
                    .update();
        });
    }

    void delete(@Nullable ProjectId owner, String kbId) {
        database.write(connection -> Sql.of(
                        connection, "delete from embeddings where kb_id = ? and project_id is not distinct from ?")
                .bind(kbId)
                .bind(KnowledgeBaseDao.text(owner))
                .update());
    }

    private static byte[] bytes(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES);
        bytes.asFloatBuffer().put(vector);
        return bytes.array();
    }

    private static float[] vector(byte[] bytes) {
        float[] vector = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).asFloatBuffer().get(vector);
        return vector;
    }
}
