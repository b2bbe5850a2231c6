package dev.weir.simulator;

/** The one shape of complaint that every record of a script uses. */
final class Checks {
    private Checks() {}

    static void that(boolean holds, String field, Object found, String right) {
        if (!holds) {
            throw new BadScript(field + ": " + found + " is not possible here; give " + right);
        }
    }
}
