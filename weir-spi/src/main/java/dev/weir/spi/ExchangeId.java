package dev.weir.spi;

/** Names one exchange: a call and its answer as they are stored. */
public record ExchangeId(String value) {
    public ExchangeId {
        Ids.check(value, "ex_");
    }

    @Override
    public String toString() {
        return value;
    }
}
