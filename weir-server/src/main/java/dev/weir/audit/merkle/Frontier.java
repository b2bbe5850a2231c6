package dev.weir.audit.merkle;

import java.util.ArrayList;
import java.util.List;

/**
 * A tree that grows leaf by leaf and keeps no more than it needs for its root: the hashes of its complete subtrees, one
 * for each bit that is set in its size. Not thread-safe.
 */
public final class Frontier {
    private static final int TALLEST = 60;

    private final List<byte[]> complete;
    private long size;

    public Frontier() {
        this(new ArrayList<>(), 0);
    }

    private Frontier(List<byte[]> complete, long size) {
        this.complete = complete;
        this.size = size;
    }

    /** One that grows apart from this. */
    public Frontier copy() {
        return new Frontier(new ArrayList<>(complete), size);
    }

    public void add(byte[] leafHash) {
        add(leafHash, 0);
    }

    /**
     * Adds all leaves of a subtree at once.
     *
     * @throws IllegalArgumentException if no subtree of that height begins here
     */
    public void add(Subtree subtree) {
        long leaves = subtree.height() < 0 || subtree.height() > TALLEST ? 0 : 1L << subtree.height();
        if (leaves == 0 || size % leaves != 0) {
            throw new IllegalArgumentException("no subtree of height " + subtree.height() + " begins at leaf " + size);
        }
        add(subtree.hash(), subtree.height());
    }

    private void add(byte[] added, int height) {
        byte[] hash = added;
        for (long rest = size >> height; (rest & 1) == 1; rest >>= 1) {
            hash = Hashes.node(complete.removeLast(), hash);
        }
        complete.add(hash);
        size += 1L << height;
    }

    public long size() {
        return size;
    }

    public byte[] root() {
        if (complete.isEmpty()) {
            return Hashes.empty();
        }
        byte[] root = complete.getLast();
        for (int i = complete.size() - 2; i >= 0; i--) {
            root = Hashes.node(complete.get(i), root);
        }
        return root;
    }
}
