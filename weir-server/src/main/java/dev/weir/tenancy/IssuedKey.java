package dev.weir.tenancy;

/**
 * A new key with its text, which cannot be had again.
 *
 * @param text what its holder sends
 */
public record IssuedKey(VirtualKey key, String text) {
    @Override
    public String toString() {
        return key.prefix() + "…";
    }
}
