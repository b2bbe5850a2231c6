package dev.weir.console;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A time range that ends now. */
public enum Range {
    HOUR("1h", "Last hour", Duration.ofHours(1)),
    DAY("24h", "Last 24 hours", Duration.ofDays(1)),
    WEEK("7d", "Last 7 days", Duration.ofDays(7)),
    MONTH("30d", "Last 30 days", Duration.ofDays(30));

    private final String code;
    private final String label;
    private final Duration length;

    Range(String code, String label, Duration length) {
        this.code = code;
        this.label = label;
        this.length = length;
    }

    public String code() {
        return code;
    }

    public String label() {
        return label;
    }

    /** The earliest time of the range of that name; null, for all times, if there is none. */
    static @Nullable Instant from(String code, Instant now) {
        for (Range range : values()) {
            if (range.code.equals(code)) {
                return now.minus(range.length);
            }
        }
        return null;
    }
}
