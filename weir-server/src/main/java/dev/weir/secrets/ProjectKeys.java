package dev.weir.secrets;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.secrets.ProjectKeyDao.Stored;
import dev.weir.spi.ProjectId;
import dev.weir.store.ContentCipher;
import dev.weir.store.Database;
import dev.weir.store.StorageException;
import dev.weir.store.StorageException.Kind;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/**
 * One data key per project, wrapped by the master key, made at the first use. Destroying it makes everything it sealed
 * unreadable, in the journal, the databases and every backup that is restored with this database. Thread-safe.
 */
public final class ProjectKeys implements ContentCipher {
    private static final int CACHED = 10_000;
    /** Nobody's project: what is sealed by its key is nothing. */
    private static final ProjectId INSTALLATION = new ProjectId("proj_of_the_installation");

    private final ProjectKeyDao dao;
    private final MasterKey master;
    private final IdSource ids;
    private final Clock clock;
    private final Cache<ProjectId, DataKey> current = cache();
    private final Cache<Name, DataKey> byName = cache();

    /** The database must have been opened with the migrations in {@link #MIGRATIONS}. */
    public ProjectKeys(Database database, MasterKey master, IdSource ids, Clock clock) {
        this.dao = new ProjectKeyDao(database);
        this.master = master;
        this.ids = ids;
        this.clock = clock;
    }

    public static final String MIGRATIONS = "dev/weir/secrets/migrations";

    /** Whether {@code database} holds keys, which only their own master key opens. */
    public static boolean anyIn(Database database) {
        return !new ProjectKeyDao(database).isEmpty();
    }

    /**
     * Makes sure that nodes that share the database have the same master key; the first one decides.
     *
     * @throws StorageException if this one has another
     */
    public void bind() {
        currentKey(INSTALLATION);
    }

    @Override
    public Envelope seal(ProjectId project, byte[] content, byte[] context) {
        DataKey key = current.get(project, this::currentKey);
        try {
            return new Envelope(key.id, null, key.aead.encrypt(content, context));
        } catch (GeneralSecurityException e) {
            throw new StorageException(Kind.FAILED, "content of " + project + " cannot be encrypted", e);
        }
    }

    @Override
    public byte @Nullable [] open(ProjectId project, Envelope envelope, byte[] context) {
        Name name = new Name(project, envelope.key());
        DataKey key = byName.get(name, this::namedKey);
        if (key == null) {
            return null;
        }
        try {
            return key.aead.decrypt(envelope.ciphertext(), context);
        } catch (GeneralSecurityException e) {
            throw new StorageException(
                    Kind.CORRUPT, "content of " + project + " was changed since it was sealed with " + name.key, e);
        }
    }

    /** Makes everything sealed for the project so far unreadable; how many keys were destroyed. */
    public int destroy(ProjectId project) {
        int destroyed = dao.destroy(project, clock.instant());
        current.invalidate(project);
        byName.asMap().keySet().removeIf(name -> name.project.equals(project));
        return destroyed;
    }

    private DataKey currentKey(ProjectId project) {
        Stored stored = dao.current(project);
        if (stored == null) {
            stored = dao.currentOrElse(project, candidate(project), clock.instant());
        }
        byte[] wrapped = stored.wrapped();
        if (wrapped == null) {
            throw new IllegalStateException("the current key of " + project + " has no bytes");
        }
        return unwrap(project, stored.key(), wrapped);
    }

    private Stored candidate(ProjectId project) {
        String id = ids.next("dk_");
        try {
            return new Stored(id, Keysets.wrap(Keysets.create(), master.aead(), context(project, id)));
        } catch (GeneralSecurityException e) {
            throw new StorageException(Kind.FAILED, "no data key could be made for " + project, e);
        }
    }

    private @Nullable DataKey namedKey(Name name) {
        Stored stored = dao.find(name.project, name.key);
        if (stored == null) {
            throw new StorageException(
                    Kind.CORRUPT,
                    "the data key " + name.key + " of " + name.project
                            + " is not in this database: journal and databases must come from one backup");
        }
        byte[] wrapped = stored.wrapped();
        return wrapped == null ? null : unwrap(name.project, name.key, wrapped);
    }

    private DataKey unwrap(ProjectId project, String id, byte[] wrapped) {
        try {
            KeysetHandle keyset = Keysets.unwrap(wrapped, master.aead(), context(project, id));
            return new DataKey(id, Keysets.aead(keyset));
        } catch (GeneralSecurityException e) {
            throw new StorageException(
                    Kind.FAILED,
                    "the master key does not open the data key of " + project + ": put the master.key that belongs to"
                            + " this data directory beside it, or set " + MasterKey.VARIABLE,
                    e);
        }
    }

    /** Binds a wrapped key to its place, so that rows cannot be exchanged. */
    private static byte[] context(ProjectId project, String id) {
        return (project.value() + "/" + id).getBytes(StandardCharsets.UTF_8);
    }

    private static <K, V> Cache<K, V> cache() {
        return Caffeine.newBuilder().maximumSize(CACHED).build();
    }

    private record DataKey(String id, Aead aead) {}

    private record Name(ProjectId project, String key) {}
}
