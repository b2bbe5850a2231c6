package dev.weir.limits;

/** How much of what the process has is used up, from 0 to 1. */
interface Strain {
    /** Above this share, fewer calls are admitted. */
    double EASY = 0.85;

    /** From this share on, only {@link #LEAST} of the bound is left. */
    double FULL = 0.97;

    double LEAST = 0.1;

    /** Of the heap, after the last garbage collection. */
    double heap();

    /** Of the file descriptors. Asks the system, so not for each call. */
    double descriptors();

    /** Which share of the bound may be used now. */
    default double share() {
        double worst = Math.max(heap(), descriptors());
        double over = (worst - EASY) / (FULL - EASY);
        return Math.clamp(1 - over * (1 - LEAST), LEAST, 1);
    }
}
