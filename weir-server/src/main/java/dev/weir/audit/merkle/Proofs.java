package dev.weir.audit.merkle;

import java.security.MessageDigest;
import java.util.List;

/** Checks proofs, as RFC 9162 says in 2.1.3.2 and 2.1.4.2; the names of variables are from there. */
public final class Proofs {
    private Proofs() {}

    /** Whether a leaf is at its place in the tree with this root. */
    public static boolean includes(byte[] root, long size, long leaf, byte[] leafHash, List<byte[]> path) {
        if (leaf < 0 || leaf >= size) {
            return false;
        }
        long fn = leaf;
        long sn = size - 1;
        byte[] r = leafHash;
        for (byte[] p : path) {
            if (sn == 0) {
                return false;
            }
            if ((fn & 1) == 1 || fn == sn) {
                r = Hashes.node(p, r);
                int down = zeros(fn);
                fn >>= down;
                sn >>= down;
            } else {
                r = Hashes.node(r, p);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && MessageDigest.isEqual(r, root);
    }

    /** Whether the tree with the second root begins with all of the tree with the first. */
    public static boolean grows(byte[] first, long from, byte[] second, long to, List<byte[]> path) {
        if (from < 0 || from > to) {
            return false;
        }
        if (from == to) {
            return path.isEmpty() && MessageDigest.isEqual(first, second);
        }
        if (from == 0) {
            return path.isEmpty() && MessageDigest.isEqual(first, Hashes.empty());
        }
        return grown(first, from, second, to, path);
    }

    private static boolean grown(byte[] first, long from, byte[] second, long to, List<byte[]> path) {
        boolean known = Long.bitCount(from) == 1;
        if (!known && path.isEmpty()) {
            return false;
        }
        int complete = Long.numberOfTrailingZeros(from);
        long fn = (from - 1) >> complete;
        long sn = (to - 1) >> complete;
        byte[] fr = known ? first : path.getFirst();
        byte[] sr = fr;
        for (byte[] c : known ? path : path.subList(1, path.size())) {
            if (sn == 0) {
                return false;
            }
            if ((fn & 1) == 1 || fn == sn) {
                fr = Hashes.node(c, fr);
                sr = Hashes.node(c, sr);
                int down = zeros(fn);
                fn >>= down;
                sn >>= down;
            } else {
                sr = Hashes.node(sr, c);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && MessageDigest.isEqual(fr, first) && MessageDigest.isEqual(sr, second);
    }

    /** How far to go up until the number is odd, or 0. */
    private static int zeros(long fn) {
        return fn == 0 ? 0 : Long.numberOfTrailingZeros(fn);
    }
}
