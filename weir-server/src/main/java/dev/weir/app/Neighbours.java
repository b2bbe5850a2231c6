package dev.weir.app;

import java.util.function.IntSupplier;

/** How many nodes work on the same databases, this one among them; one until somebody counts. */
final class Neighbours implements IntSupplier {
    private volatile IntSupplier count = () -> 1;

    void counted(IntSupplier by) {
        count = by;
    }

    @Override
    public int getAsInt() {
        return count.getAsInt();
    }
}
