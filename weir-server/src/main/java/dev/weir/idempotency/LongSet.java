package dev.weir.idempotency;

/** Numbers in an array, 16 bytes each at most; a million of them must not cost what a million objects do. */
final class LongSet {
    private static final int LEAST = 1 << 10;

    private long[] slots = new long[LEAST];
    private int size;
    private boolean hasZero;

    void add(long value) {
        if (value == 0) {
            hasZero = true;
            return;
        }
        int at = place(slots, value);
        if (slots[at] == 0) {
            slots[at] = value;
            size++;
            if (size > slots.length / 4 * 3) {
                grow();
            }
        }
    }

    boolean has(long value) {
        return value == 0 ? hasZero : slots[place(slots, value)] == value;
    }

    int size() {
        return hasZero ? size + 1 : size;
    }

    /** Where it is, or would be. The values are digests, so their low bits are as good as any. */
    private static int place(long[] slots, long value) {
        int at = (int) value & (slots.length - 1);
        while (slots[at] != 0 && slots[at] != value) {
            at = (at + 1) & (slots.length - 1);
        }
        return at;
    }

    private void grow() {
        long[] larger = new long[slots.length * 2];
        for (long value : slots) {
            if (value != 0) {
                larger[place(larger, value)] = value;
            }
        }
        slots = larger;
    }
}
