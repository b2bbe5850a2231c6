package dev.weir.knowledge;

import dev.weir.http.Refusal;
import dev.weir.spi.ErrorCode;
import dev.weir.store.StorageException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The indexes that are open, each while somebody uses it and for as long afterwards as there is room. Thread-safe.
 *
 * <p>A base that is over the bound is closed when nobody uses it and its vectors are made; those still at work may
 * exceed the bound, so that their work ends.
 *
 * <p>A base whose index is not cut as it is set has a second one in the making beside it, a {@link Rebuild}: the old one
 * serves until the new one is complete.
 */
final class OpenBases implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OpenBases.class);

    private final IndexPlaces places;
    private final Opener opener;
    private final int most;
    private final ConcurrentMap<String, Slot> slots = new ConcurrentHashMap<>();
    private final AtomicLong uses = new AtomicLong();
    private volatile boolean closed;

    /** Opens indexes and fills them from their rows. */
    interface Opener {
        /** Opens the index that serves a base, cut as {@code settings} say, and makes it agree with its rows. */
        KnowledgeBase open(Kb kb, KbSettings settings, Path directory);

        /** Begins, or takes up again, the index that a base's settings want, and {@code swap}s when it may serve. */
        Rebuild rebuild(Kb kb, Path directory, ReentrantLock writes, Rebuild.Swap swap);
    }

    /**
     * @param directory holds the directories of each base
     * @param most bases kept open while nobody uses them
     */
    OpenBases(Path directory, int most, Opener opener) {
        this.places = new IndexPlaces(directory);
        this.most = most;
        this.opener = opener;
    }

    /** The right to use an open base until closed. */
    static final class Lease implements AutoCloseable {
        private final Shelf shelf;
        private final Slot slot;
        private final Runnable release;

        private Lease(Shelf shelf, Slot slot, Runnable release) {
            this.shelf = shelf;
            this.slot = slot;
            this.release = release;
        }

        KnowledgeBase base() {
            return shelf.base;
        }

        /** The base that serves just now, for whoever holds {@link #writes}: it may have been swapped since this was given. */
        KnowledgeBase latest() {
            synchronized (slot) {
                return slot.shelf == null ? shelf.base : slot.shelf.base;
            }
        }

        /** The index that is made beside it; for whoever holds {@link #writes}. */
        Optional<Rebuild> rebuild() {
            return Optional.ofNullable(slot.rebuild);
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

    /** An open index and how many use it. Guarded by its slot. */
    private static final class Shelf {
        private final Path place;
        private KnowledgeBase base;
        private int leases;
        private boolean retired;

        Shelf(Path place, KnowledgeBase base) {
            this.place = place;
            this.base = base;
        }
    }

    private static final class Slot {
        private final ReentrantLock writes = new ReentrantLock();
        private volatile @Nullable Shelf shelf;
        private volatile @Nullable Rebuild rebuild;
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
            Shelf shelf = opened(kb, slot);
            shelf.leases++;
            slot.lastUse = uses.incrementAndGet();
            return new Lease(shelf, slot, () -> give(kb, slot, shelf));
        }
    }

    private Shelf opened(Kb kb, Slot slot) {
        if (slot.deleted || closed) {
            throw gone(kb);
        }
        Shelf shelf = slot.shelf;
        if (shelf != null) {
            shelf.base = usable(kb, shelf);
            return shelf;
        }
        Path place = places.serving(kb);
        Shelf opened = new Shelf(place, open(kb, place));
        slot.shelf = opened;
        pursue(kb, slot, opened);
        return opened;
    }

    private KnowledgeBase open(Kb kb, Path place) {
        return opener.open(kb, IndexPlaces.settings(place, kb.settings()), place);
    }

    /** An index that broke serves what it can until it can be opened again, once the disk takes it. */
    private KnowledgeBase usable(Kb kb, Shelf shelf) {
        if (!shelf.base.isBroken() || shelf.leases > 0) {
            return shelf.base;
        }
        try {
            KnowledgeBase again = open(kb, shelf.place);
            shelf.base.close();
            return again;
        } catch (KnowledgeException | StorageException e) {
            log.debug("The knowledge base '{}' cannot be opened again yet", kb.name(), e);
            return shelf.base;
        }
    }

    /** Makes the index that the base's settings want, unless it serves already; any other in the making is given up. */
    void rebuild(Kb kb) {
        try (Lease lease = lease(kb)) {
            Rebuild old = lease.slot.rebuild;
            if (old != null && !old.place().equals(places.wanted(kb))) {
                old.close();
            }
            synchronized (lease.slot) {
                Shelf shelf = lease.slot.shelf;
                if (shelf != null && !lease.slot.deleted) {
                    pursue(kb, lease.slot, shelf);
                }
            }
        }
    }

    private void pursue(Kb kb, Slot slot, Shelf shelf) {
        Path wanted = places.wanted(kb);
        Rebuild current = slot.rebuild;
        if (current != null && current.place().equals(wanted) && !current.isClosed()) {
            return;
        }
        slot.rebuild = null;
        places.keep(kb.id(), Set.copyOf(List.of(wanted, shelf.place)));
        if (!shelf.place.equals(wanted)) {
            Rebuild rebuild = opener.rebuild(kb, wanted, slot.writes, (done, base) -> swap(kb, slot, done, base));
            slot.rebuild = rebuild;
            rebuild.start();
        }
    }

    /** The new index serves from now on; whoever uses the old one keeps it until the end. */
    private boolean swap(Kb kb, Slot slot, Rebuild done, KnowledgeBase base) {
        synchronized (slot) {
            if (slot.rebuild != done || slot.deleted || closed) {
                return false;
            }
            Shelf old = slot.shelf;
            slot.shelf = new Shelf(done.place(), base);
            slot.rebuild = null;
            if (old != null) {
                old.retired = true;
                leave(old);
            }
            log.info("The knowledge base '{}' is searched in its new index", kb.name());
            return true;
        }
    }

    private static void leave(Shelf shelf) {
        if (shelf.retired && shelf.leases == 0) {
            shelf.base.close();
            IndexPlaces.remove(shelf.place);
        }
    }

    /** How far the index in the making is. */
    Optional<Rebuild> rebuilding(String id) {
        Slot slot = slots.get(id);
        return slot == null ? Optional.empty() : Optional.ofNullable(slot.rebuild);
    }

    /** Whether there is an index to be made for a base that is not open. */
    boolean isBehind(Kb kb) {
        return !places.serving(kb).equals(places.wanted(kb));
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

    private void give(Kb kb, Slot slot, Shelf shelf) {
        synchronized (slot) {
            shelf.leases--;
            leave(shelf);
            if (slot.deleted && shelf == slot.shelf && shelf.leases == 0) {
                remove(kb.id(), slot);
            }
        }
    }

    private void closeSurplus() {
        List<Slot> open =
                slots.values().stream().filter(slot -> slot.shelf != null).toList();
        if (open.size() > most) {
            open.stream()
                    .sorted(Comparator.comparingLong(slot -> slot.lastUse))
                    .limit(open.size() - most)
                    .forEach(OpenBases::closeIfIdle);
        }
    }

    private static void closeIfIdle(Slot slot) {
        synchronized (slot) {
            Shelf shelf = slot.shelf;
            if (shelf != null && shelf.leases == 0 && isIdle(slot) && shelf.base.countWaiting() == 0) {
                slot.shelf = null;
                shelf.base.close();
            }
        }
    }

    private static boolean isIdle(Slot slot) {
        return slot.rebuild == null && !slot.writes.isLocked();
    }

    /** Deletes a base's index as soon as nobody uses it any more; new leases are refused at once. */
    void delete(String id) {
        Slot slot = slots.computeIfAbsent(id, unknown -> new Slot());
        Rebuild rebuild;
        synchronized (slot) {
            slot.deleted = true;
            rebuild = slot.rebuild;
        }
        if (rebuild != null) {
            rebuild.close();
        }
        synchronized (slot) {
            slot.rebuild = null;
            Shelf shelf = slot.shelf;
            if (shelf == null || shelf.leases == 0) {
                remove(id, slot);
            }
        }
    }

    private void remove(String id, Slot slot) {
        Shelf shelf = slot.shelf;
        slot.shelf = null;
        if (shelf != null) {
            shelf.base.close();
        }
        places.keep(id, Set.of());
    }

    /** Removes the index directories that no base has any more. */
    void sweep(Set<String> wanted) {
        places.sweep(wanted);
    }

    int countOpen() {
        return (int) slots.values().stream().filter(slot -> slot.shelf != null).count();
    }

    /** Closes all, also those in use: their users are told that the base is closed. */
    @Override
    public void close() {
        closed = true;
        slots.values().stream()
                .map(slot -> slot.rebuild)
                .filter(Objects::nonNull)
                .forEach(Rebuild::close);
        for (Slot slot : slots.values()) {
            synchronized (slot) {
                Shelf shelf = slot.shelf;
                slot.shelf = null;
                if (shelf != null) {
                    shelf.base.close();
                }
            }
        }
    }
}
