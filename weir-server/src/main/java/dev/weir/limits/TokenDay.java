package dev.weir.limits;

import dev.weir.tenancy.Period;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** Tokens of one day, by the calendar of a time zone. Its book's lock guards it. */
final class TokenDay {
    /** Going back by more than this is a clock that was wrong before. */
    private static final Duration JITTER = Duration.ofHours(26);

    private ZoneId zone;
    private Period.Span span;
    private long used;
    private long held;

    TokenDay(ZoneId zone, Instant now) {
        this.zone = zone;
        this.span = Period.DAY.of(now, zone);
    }

    /** As much was used in another zone's day from now on, and calls in progress settle there. */
    void move(ZoneId other, Instant now) {
        zone = other;
        span = Period.DAY.of(now, other);
    }

    boolean isIn(ZoneId other) {
        return zone.equals(other);
    }

    boolean isOver(Instant now) {
        return span.endsBy(now);
    }

    /** A clock that was put back by days shows that this day has not come yet: what was used then is today's. */
    void hold(Instant now) {
        if (now.isBefore(span.from().minus(JITTER))) {
            span = Period.DAY.of(now, zone);
        }
    }

    long used() {
        return used;
    }

    void add(long tokens) {
        used = Math.max(0, used + tokens);
    }

    /** So many of those that were added belong to calls in progress, or no longer do if negative. */
    void inProgress(long tokens) {
        held = Math.max(0, held + tokens);
    }

    /** Without what calls in progress may not need. */
    long settled() {
        return Math.max(0, used - held);
    }

    Period.Span span() {
        return span;
    }

    /** Until it is over; a second at least. */
    Duration left(Instant now) {
        Instant end = span.to();
        Duration left = end == null ? Duration.ofDays(1) : Duration.between(now, end);
        Duration whole = left.getNano() == 0 ? left : Duration.ofSeconds(left.getSeconds() + 1);
        return whole.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : whole;
    }
}
