package dev.weir.knowledge;

import dev.weir.http.Refusal;
import dev.weir.spi.ErrorCode;
import dev.weir.store.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The indexes that are open, each while somebody uses it and for as long afterwards as there is room. Thread-safe.
 *
 * <p>A base that is over the bound is closed when nobody uses it and its vectors are made; those still at work may
 * exceed the bound, so that their work ends.
 */
final class OpenBases implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OpenBases.class);

    private final Path directory;
    private final Opener opener;
    private final int most;
    private final ConcurrentMap<String, Slot> slots = new ConcurrentHashMap<>();
    private final AtomicLong uses = new AtomicLong();
    private volatile boolean closed;

    /** Opens a base and makes its index agree with its rows. */
    interface Opener {
        KnowledgeBase open(Kb kb, Path directory);
    }

    /**
     * @param directory holds a directory for each base
     * @param most bases kept open while nobody uses them
     */
    OpenBases(Path directory, int most, Opener opener) {
        this.directory = directory;
        this.most = most;
        this.opener = opener;
    }

    /** The right to use an open base until closed. */
    static final class Lease implements AutoCloseable {
        private final KnowledgeBase base;
        private final Slot slot;
        private final Runnable release;

        private Lease(KnowledgeBase base, Slot slot, Runnable release) {
            this.base = base;
            this.slot = slot;
            this.release = release;
        }

        KnowledgeBase base() {
            return base;
        }

        /** Held while rows and index are changed together, so that both see changes in the same order. */
        ReentrantLock writes() {
            return slot.writes;
        }

        /** Whether documents are arriving, or about to. */
        boolean isExpectant() {
            return slot.expectant || slot.writes.isLocked();
        }

        @Override
        public void close() {
            release.run();
        }
    }

    private static final class Slot {
        private final ReentrantLock writes = new ReentrantLock();
        private volatile @Nullable KnowledgeBase base;
        private int leases;
        private volatile long lastUse;
        private boolean deleted;
        private volatile boolean expectant;
    }

    /**
     * @throws Refusal if the base was deleted meanwhile
     * @throws KnowledgeException if its index cannot be opened
     */
    Lease lease(Kb kb) {
        Slot slot = slots.computeIfAbsent(kb.id(), id -> new Slot());
        Lease lease = take(kb, slot);
        closeSurplus();
        return lease;
    }

    /** Says whether documents are about to arrive at a base, which need not be open. */
    void expect(Kb kb, boolean documents) {
        slots.computeIfAbsent(kb.id(), id -> new Slot()).expectant = documents;
    }

    private Lease take(Kb kb, Slot slot) {
        synchronized (slot) {
            if (slot.deleted || closed) {
                throw gone(kb);
            }
            KnowledgeBase base = usable(kb, slot);
            slot.base = base;
            slot.leases++;
            slot.lastUse = uses.incrementAndGet();
            return new Lease(base, slot, () -> give(kb, slot));
        }
    }

    /** An index that broke serves what it can until it can be opened again, once the disk takes it. */
    private KnowledgeBase usable(Kb kb, Slot slot) {
        KnowledgeBase base = slot.base;
        if (base == null) {
            return opener.open(kb, path(kb.id()));
        }
        if (!base.isBroken() || slot.leases > 0) {
            return base;
        }
        try {
            KnowledgeBase again = opener.open(kb, path(kb.id()));
            base.close();
            return again;
        } catch (KnowledgeException | StorageException e) {
            log.debug("The knowledge base '{}' cannot be opened again yet", kb.name(), e);
            return base;
        }
    }

    private Refusal gone(Kb kb) {
        return closed ? new Refusal(ErrorCode.SHUTTING_DOWN, "Weir is shutting down.") : deleted(kb);
    }

    static Refusal deleted(Kb kb) {
        return new Refusal(
                ErrorCode.NOT_FOUND,
                "The knowledge base '" + kb.name() + "' was just deleted.",
                "name",
                "Make it anew with POST /api/kb if it is still wanted.");
    }

    private void give(Kb kb, Slot slot) {
        synchronized (slot) {
            slot.leases--;
            if (slot.deleted && slot.leases == 0) {
                remove(kb.id(), slot);
            }
        }
    }

    private void closeSurplus() {
        List<Slot> open =
                slots.values().stream().filter(slot -> slot.base != null).toList();
        if (open.size() > most) {
            open.stream()
                    .sorted(Comparator.comparingLong(slot -> slot.lastUse))
                    .limit(open.size() - most)
                    .forEach(OpenBases::closeIfIdle);
        }
    }

    private static void closeIfIdle(Slot slot) {
        synchronized (slot) {
            KnowledgeBase base = slot.base;
            if (base != null && slot.leases == 0 && base.countWaiting() == 0) {
                slot.base = null;
                base.close();
            }
        }
    }

    /** Deletes a base's index as soon as nobody uses it any more; new leases are refused at once. */
    void delete(String id) {
        Slot slot = slots.computeIfAbsent(id, unknown -> new Slot());
        synchronized (slot) {
            slot.deleted = true;
            if (slot.leases == 0) {
                remove(id, slot);
            }
        }
    }

    private void remove(String id, Slot slot) {
        KnowledgeBase base = slot.base;
        slot.base = null;
        if (base != null) {
            base.close();
        }
        removeFiles(path(id));
    }

    /** Removes the index directories that no base has any more. */
    void sweep(Set<String> wanted) {
        if (Files.isDirectory(directory)) {
            for (Path each : list(directory)) {
                if (!wanted.contains(each.getFileName().toString())) {
                    removeFiles(each);
                }
            }
        }
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
    }

    static void removeFiles(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException | UncheckedIOException e) {
            log.warn("An index directory could not be removed; the next start tries again: {}", folder, e);
        }
    }

    private Path path(String id) {
        return directory.resolve(id);
    }

    int countOpen() {
        return (int) slots.values().stream().filter(slot -> slot.base != null).count();
    }

    /** Closes all, also those in use: their users are told that the base is closed. */
    @Override
    public void close() {
        closed = true;
        for (Slot slot : slots.values()) {
            synchronized (slot) {
                KnowledgeBase base = slot.base;
                slot.base = null;
                if (base != null) {
                    base.close();
                }
            }
        }
    }
}
