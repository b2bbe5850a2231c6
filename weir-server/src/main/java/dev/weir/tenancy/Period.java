package dev.weir.tenancy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How long a budget lasts before it is full again, by the calendar of a time zone. */
public enum Period {
    DAY {
        @Override
        LocalDate first(LocalDate day) {
            return day;
        }

        @Override
        LocalDate after(LocalDate first) {
            return first.plusDays(1);
        }
    },
    MONTH {
        @Override
        LocalDate first(LocalDate day) {
            return day.withDayOfMonth(1);
        }

        @Override
        LocalDate after(LocalDate first) {
            return first.plusMonths(1);
        }
    },
    /** It is never full again. */
    TOTAL {
        @Override
        LocalDate first(LocalDate day) {
            throw new IllegalStateException("a total has no days");
        }

        @Override
        LocalDate after(LocalDate first) {
            throw new IllegalStateException("a total has no days");
        }
    };

    abstract LocalDate first(LocalDate day);

    abstract LocalDate after(LocalDate first);

    /**
     * The span of time that {@code at} is in. Days and months begin at the first instant that their date has in the
     * zone: where the clock is put forward at midnight, that is one o'clock.
     */
    public Span of(Instant at, ZoneId zone) {
        if (this == TOTAL) {
            return new Span(Instant.EPOCH, null);
        }
        LocalDate first = first(at.atZone(zone).toLocalDate());
        return new Span(
                first.atStartOfDay(zone).toInstant(),
                after(first).atStartOfDay(zone).toInstant());
    }

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Period> named(String word) {
        for (Period period : values()) {
            if (period.wire().equals(word)) {
                return Optional.of(period);
            }
        }
        return Optional.empty();
    }

    /**
     * @param from included
     * @param to excluded; null if it has no end
     */
    public record Span(Instant from, @Nullable Instant to) {
        public boolean endsBy(Instant at) {
            return to != null && !at.isBefore(to);
        }
    }
}
