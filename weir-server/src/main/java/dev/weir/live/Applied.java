package dev.weir.live;

import dev.weir.config.WeirConfig;

/** The rooms that a configuration is for. */
@FunctionalInterface
public interface Applied {
    /**
     * Builds whatever the configuration needs without letting anybody see it.
     *
     * @throws IllegalArgumentException if the configuration cannot be used; nothing has changed then
     */
    Prepared prepare(WeirConfig config);

    /** A configuration that can be entered or left alone; one of both is called, once. */
    interface Prepared {
        /** Lets the rooms have it. Does not fail. */
        void enter();

        /** Takes down what was built. */
        void discard();
    }
}
