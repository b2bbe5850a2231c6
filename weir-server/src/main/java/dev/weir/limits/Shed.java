package dev.weir.limits;

import java.util.Locale;

/** Why a call was not begun. */
enum Shed {
    /** All places of the process were taken for longer than a call waits. */
    PROCESS,
    /** All places of its project were taken. */
    PROJECT,
    /** All places of its key were taken. */
    KEY,
    /** It could not have been begun before its deadline. */
    DEADLINE,
    /** What waits already takes up the memory that is meant for it. */
    MEMORY,
    /** Its caller left. */
    LEFT;

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
