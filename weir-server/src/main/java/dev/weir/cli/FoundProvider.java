package dev.weir.cli;

import dev.weir.config.ProviderConfig;

/**
 * A provider that could be used if the user says so.
 *
 * @param where what was found, for a reader: a variable's name, or an address and its models; never a key
 */
record FoundProvider(String name, ProvidersFrom from, String where, ProviderConfig config) {
    @Override
    public String toString() {
        return name + " (" + where + ")";
    }
}
