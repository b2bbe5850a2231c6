package dev.weir.spi;

/** Names one try at one provider. A settlement carries the id of the intent it settles, so replays change nothing. */
public record AttemptId(String value) {
    /** What each begins with. */
    public static final String PREFIX = "at_";

    public AttemptId {
        Ids.check(value, PREFIX);
    }

    @Override
    public String toString() {
        return value;
    }
}
