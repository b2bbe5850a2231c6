package dev.weir.audit.merkle;

import java.util.ArrayList;
import java.util.List;

/**
 * Roots and proofs of a tree whose complete subtrees are kept somewhere. Each asks for as many hashes as the tree is
 * high, or twice as many.
 */
public record Tree(Nodes nodes) {
    /** The hashes of complete subtrees. */
    @FunctionalInterface
    public interface Nodes {
        /**
         * @param height 0 for a leaf; the subtree has 2<sup>height</sup> leaves
         * @param index which of that height, from the left
         */
        byte[] hash(int height, long index);
    }

    /** The root of the tree as it was when it had {@code size} leaves. */
    public byte[] root(long size) {
        return size == 0 ? Hashes.empty() : range(0, size);
    }

    /** The siblings on the way from a leaf to the root (RFC 9162, 2.1.3.1). */
    public List<byte[]> inclusion(long leaf, long size) {
        if (leaf < 0 || leaf >= size) {
            throw new IllegalArgumentException("a tree of " + size + " leaves has no leaf " + leaf);
        }
        List<byte[]> path = new ArrayList<>();
        include(leaf, 0, size, path);
        return path;
    }

    private void include(long leaf, long start, long end, List<byte[]> path) {
        if (end - start == 1) {
            return;
        }
        long middle = start + split(end - start);
        if (leaf < middle) {
            include(leaf, start, middle, path);
            path.add(range(middle, end));
        } else {
            include(leaf, middle, end, path);
            path.add(range(start, middle));
        }
    }

    /** What shows that the tree of {@code to} leaves begins with that of {@code from} leaves (RFC 9162, 2.1.4.1). */
    public List<byte[]> consistency(long from, long to) {
        if (from < 0 || from > to) {
            throw new IllegalArgumentException("a tree does not shrink from " + from + " to " + to);
        }
        List<byte[]> path = new ArrayList<>();
        if (from > 0 && from < to) {
            extend(from, 0, to, true, path);
        }
        return path;
    }

    private void extend(long from, long start, long end, boolean known, List<byte[]> path) {
        if (from == end) {
            if (!known) {
                path.add(range(start, end));
            }
            return;
        }
        long middle = start + split(end - start);
        if (from <= middle) {
            extend(from, start, middle, known, path);
            path.add(range(middle, end));
        } else {
            extend(from, middle, end, false, path);
            path.add(range(start, middle));
        }
    }

    /** The largest complete subtrees that {@code from} (included) to {@code to} is made of, the leftmost first. */
    public List<Subtree> cover(long from, long to) {
        List<Subtree> cover = new ArrayList<>();
        long at = from;
        while (at < to) {
            int fits = Long.numberOfTrailingZeros(Long.highestOneBit(to - at));
            int height = at == 0 ? fits : Math.min(fits, Long.numberOfTrailingZeros(at));
            cover.add(new Subtree(height, nodes.hash(height, at >> height)));
            at += 1L << height;
        }
        return cover;
    }

    /** {@code start} is a multiple of the largest power of two that fits. */
    private byte[] range(long start, long end) {
        long count = end - start;
        if (Long.bitCount(count) == 1) {
            int height = Long.numberOfTrailingZeros(count);
            return nodes.hash(height, start >> height);
        }
        long middle = start + split(count);
        return Hashes.node(range(start, middle), range(middle, end));
    }

    /** The largest power of two below {@code count}. */
    private static long split(long count) {
        return Long.highestOneBit(count - 1);
    }
}
