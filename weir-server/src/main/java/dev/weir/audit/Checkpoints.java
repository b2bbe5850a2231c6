package dev.weir.audit;

import dev.weir.audit.note.Checkpoint;
import dev.weir.audit.note.VerifierKey;
import dev.weir.store.StorageException;
import dev.weir.store.StorageException.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The checkpoints that are kept with the log, and the keys that signed them. */
final class Checkpoints {
    private final AuditDao dao;
    private final List<VerifierKey> keys;

    /**
     * @param keys the public keys that the log had so far, the one in use last
     */
    Checkpoints(AuditDao dao, List<VerifierKey> keys) {
        this.dao = dao;
        this.keys = List.copyOf(keys);
    }

    /** A signed checkpoint, when it was made, and who signed it. */
    record Signed(Checkpoint checkpoint, Instant at, String note, VerifierKey by) {
        long size() {
            return checkpoint.size();
        }
    }

    List<VerifierKey> keys() {
        return keys;
    }

    Optional<Signed> latest() {
        return signed(dao.latest());
    }

    Optional<Signed> of(long size) {
        return signed(dao.checkpoint(size));
    }

    private Optional<Signed> signed(AuditDao.@Nullable Kept kept) {
        if (kept == null) {
            return Optional.empty();
        }
        for (VerifierKey key : keys) {
            Optional<Checkpoint> checkpoint = Checkpoint.open(kept.note(), List.of(key));
            if (checkpoint.isPresent()) {
                return Optional.of(new Signed(checkpoint.get(), kept.at(), kept.note(), key));
            }
        }
        throw new StorageException(
                Kind.CORRUPT,
                "the checkpoint of " + kept.size() + " entries was signed by none of this log's keys: somebody else has"
                        + " changed audit.db; ./weir audit verify says more");
    }
}
