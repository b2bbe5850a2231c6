package dev.weir.provider;

import dev.weir.spi.Provider;

/**
 * A provider and the connections that it alone uses.
 *
 * @param disconnect closes them
 */
public record Connected(Provider provider, Runnable disconnect) {
    /** One without connections of its own. */
    public static Connected within(Provider provider) {
        return new Connected(provider, () -> {});
    }
}
