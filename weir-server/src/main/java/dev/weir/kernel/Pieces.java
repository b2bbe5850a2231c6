package dev.weir.kernel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that grows piece by piece and is read from its beginning by any number of readers, each at its own pace.
 *
 * <p>The pieces stand in a linked list in which each reader holds its own place, so that what all have passed is garbage
 * as soon as the head is let go. That happens when they no longer fit into their {@link Headroom}: then nobody can join any
 * more, and whoever adds should wait for the slowest reader. Not thread-safe: its owner's lock guards it.
 *
 * @param <T> a piece
 */
public final class Pieces<T> {
    private final Headroom room;
    private final List<Place> places = new ArrayList<>(2);
    private Node<T> newest = new Node<>(null, 0);
    /** Where readers begin; null once the beginning is gone. */
    private @Nullable Node<T> first = newest;

    /** A piece with its place in the whole. */
    private static final class Node<T> {
        private final @Nullable T piece;
        private final long end;
        private @Nullable Node<T> next;

        Node(@Nullable T piece, long end) {
            this.piece = piece;
            this.end = end;
        }
    }

    /**
     * @param room what all that grow together may take
     */
    public Pieces(Headroom room) {
        this.room = room;
    }

    /**
     * @param bytes that the piece takes
     */
    public void add(T piece, long bytes) {
        Node<T> node = new Node<>(piece, newest.end + bytes);
        newest.next = node;
        newest = node;
        if (first != null && !room.holds(node.end, bytes)) {
            first = null;
            room.give(node.end - bytes);
        }
    }

    /** Whether all pieces from the beginning on are still here. */
    public boolean isWhole() {
        return first != null;
    }

    /** All pieces; empty if the beginning is gone. */
    public List<T> all() {
        List<T> all = new ArrayList<>();
        for (Node<T> node = first; node != null; node = node.next) {
            if (node.piece != null) {
                all.add(node.piece);
            }
        }
        return all;
    }

    /** Bytes between the newest piece and the slowest reader. */
    public long behind() {
        return places.stream()
                .mapToLong(place -> newest.end - place.at.end)
                .max()
                .orElse(0);
    }

    /** A reader's place at the beginning; null if that is gone. */
    public @Nullable Place join() {
        if (first == null) {
            return null;
        }
        Place place = new Place(first);
        places.add(place);
        return place;
    }

    /** Gives back the room. Readers may read to the end; call it once. */
    public void settle() {
        if (first != null) {
            room.give(newest.end);
        }
    }

    /** One reader's place. */
    public final class Place {
        private Node<T> at;

        private Place(Node<T> from) {
            this.at = from;
        }

        public boolean hasNext() {
            return at.next != null;
        }

        /** The next piece; null if there is none yet. */
        public @Nullable T next() {
            if (at.next == null) {
                return null;
            }
            at = at.next;
            return at.piece;
        }

        /** Reads no more, and nobody waits for it. */
        public void leave() {
            places.remove(this);
        }
    }
}
