package dev.weir.audit;

import dev.weir.audit.Checkpoints.Signed;
import dev.weir.audit.note.Checkpoint;
import dev.weir.audit.note.SignedNote;
import dev.weir.audit.note.SigningKey;
import dev.weir.kernel.Clock;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** Signs how the log is. What it has signed is durable, with all the entries that it speaks of, before anybody gets it. */
final class Notary {
    private final AuditDao dao;
    private final Checkpoints checkpoints;
    private final SigningKey key;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();

    Notary(AuditDao dao, Checkpoints checkpoints, SigningKey key, Clock clock) {
        this.dao = dao;
        this.checkpoints = checkpoints;
        this.key = key;
        this.clock = clock;
    }

    /** The log's name. */
    String origin() {
        return key.verifier().name();
    }

    String sign(String text) {
        return SignedNote.sign(text, key);
    }

    /** The newest checkpoint that has at least so many entries; signed now if need be. */
    Signed covering(long size) {
        return checkpoints.latest().filter(latest -> latest.size() >= size).orElseGet(this::now);
    }

    /** A checkpoint of the log as it is now; nothing is signed twice. */
    Signed now() {
        lock.lock();
        try {
            AuditDao.Head head = dao.head();
            Optional<Signed> latest = checkpoints.latest();
            if (latest.isPresent() && latest.get().size() >= head.size()) {
                return latest.get();
            }
            Checkpoint checkpoint = new Checkpoint(origin(), head.size(), head.root());
            Signed signed = new Signed(checkpoint, clock.instant(), sign(checkpoint.text()), key.verifier());
            dao.keep(new AuditDao.Kept(head.size(), signed.at(), signed.note()));
            return signed;
        } finally {
            lock.unlock();
        }
    }
}
