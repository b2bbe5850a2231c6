package dev.weir.knowledge;

import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.knowledge.embedding.Embedder;
import dev.weir.spi.KeyId;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.Principal;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Role;
import dev.weir.store.DataDirectory;
import dev.weir.store.Database;
import java.nio.file.Path;
import java.util.List;

/** The room in a directory of its own, for one user and without a server. */
final class LocalRoom implements AutoCloseable {
    static final Principal USER = new Principal(
            new KeyId("key_local"),
            "local",
            new OrganizationId("org_local"),
            new ProjectId("proj_local"),
            Role.OWNER,
            false);

    /** Its one knowledge base. */
    static final String BASE = "docs";

    private final DataDirectory data;
    private final Database database;
    private final KnowledgeRoom room;

    private LocalRoom(DataDirectory data, Clock clock, IdSource ids) {
        this.data = data;
        this.database = Database.open(data.file("knowledge.db"), KnowledgeRoom.MIGRATIONS);
        this.room = new KnowledgeRoom(database, data.file("indexes"), new KnowledgeEngine(new Embedder()), clock, ids);
    }

    /**
     * @throws dev.weir.store.StorageException also where another process uses the directory
     */
    static LocalRoom open(Path directory, Clock clock, IdSource ids) {
        DataDirectory data = DataDirectory.open(directory, ids);
        try {
            return new LocalRoom(data, clock, ids);
        } catch (RuntimeException e) {
            data.close();
            throw e;
        }
    }

    KnowledgeRoom room() {
        return room;
    }

    /** Takes the documents into the base; those that are there already cost nothing. */
    void add(List<Submission> documents) {
        add(documents, KbSettings.DEFAULTS);
    }

    /** As {@link #add(List)} into a base that is set so when it is made. */
    void add(List<Submission> documents, KbSettings settings) {
        Knowledge knowledge = room.service();
        if (!knowledge.names(USER.project()).contains(BASE)) {
            knowledge.create(USER.project(), BASE, settings);
        }
        knowledge.add(USER.project(), BASE, documents);
    }

    Consultation consult() {
        return room.service().consult(USER.project(), List.of(BASE));
    }

    @Override
    public void close() {
        try (data;
                database) {
            room.close();
        }
    }
}
