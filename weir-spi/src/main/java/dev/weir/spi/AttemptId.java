package dev.weir.spi;

/** Names one try at one provider. A settlement carries the id of the intent it settles, so replays change nothing. */
public record AttemptId(String value) {
    public AttemptId {
        Ids.check(value, "at_");
    }

    @Override
    public String toString() {
        return value;
    }
}
