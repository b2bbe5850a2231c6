package dev.weir.billing;

/**
 * Which ids have been seen, by 64 bits of them: eight to sixteen bytes each. Among ten million ids two share their bits
 * with a chance of one in 300,000. Not thread-safe.
 */
final class Seen {
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private long[] slots = new long[1024];
    private int size;

    /** False if it was there already. */
    boolean add(String id) {
        long mark = mark(id);
        if (2 * size >= slots.length) {
            grow();
        }
        if (!put(slots, mark)) {
            return false;
        }
        size++;
        return true;
    }

    /** FNV-1a, its bits mixed once more; never 0, which is a free slot. */
    private static long mark(String id) {
        long hash = OFFSET;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * PRIME;
        }
        hash = (hash ^ (hash >>> 32)) * 0x9e3779b97f4a7c15L;
        hash ^= hash >>> 29;
        return hash == 0 ? 1 : hash;
    }

    private static boolean put(long[] slots, long mark) {
        int at = (int) (mark >>> 33) & (slots.length - 1);
        while (slots[at] != 0) {
            if (slots[at] == mark) {
                return false;
            }
            at = (at + 1) & (slots.length - 1);
        }
        slots[at] = mark;
        return true;
    }

    private void grow() {
        long[] larger = new long[slots.length * 2];
        for (long mark : slots) {
            if (mark != 0) {
                put(larger, mark);
            }
        }
        slots = larger;
    }
}
