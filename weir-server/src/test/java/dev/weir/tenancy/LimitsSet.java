package dev.weir.tenancy;

import dev.weir.spi.Principal;

/** Sets limits of any scope as an administrator does, for tests of other rooms. */
public final class LimitsSet {
    private LimitsSet() {}

    /**
     * @param name as in {@code PUT /api/limits/{scope}/{name}}
     */
    public static void set(LimitTable table, Principal actor, Scope scope, String name, CallLimits wanted) {
        table.set(actor, scope, name, wanted);
    }
}
