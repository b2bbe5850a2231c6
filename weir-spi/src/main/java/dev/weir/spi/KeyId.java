package dev.weir.spi;

/** Names a virtual key; never the key itself. */
public record KeyId(String value) {
    public KeyId {
        Ids.check(value, "key_");
    }

    @Override
    public String toString() {
        return value;
    }
}
