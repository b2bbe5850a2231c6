package dev.weir.usage;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;

/**
 * The hours, days and months of a time zone as arithmetic on quarters of an hour, for whoever groups rows by them. Every
 * offset in use since 1972 is a multiple of a quarter of an hour.
 */
final class Calendar {
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ISO_OFFSET_DATE_TIME;

    private final ZoneId zone;
    private final List<Shift> shifts = new ArrayList<>();

    /** From a quarter of an hour on, the zone's clock is so many quarters ahead. */
    private record Shift(long from, long offset) {}

    /** The zone's rules between two times. */
    Calendar(ZoneId zone, Instant from, Instant to) {
        this.zone = zone;
        ZoneRules rules = zone.getRules();
        shifts.add(new Shift(Long.MIN_VALUE, quarters(rules.getOffset(from))));
        ZoneOffsetTransition next = rules.nextTransition(from);
        while (next != null && next.getInstant().isBefore(to)) {
            shifts.add(new Shift(Tally.quarter(next.getInstant()), quarters(next.getOffsetAfter())));
            next = rules.nextTransition(next.getInstant());
        }
    }

    private static long quarters(ZoneOffset offset) {
        return Math.floorDiv(offset.getTotalSeconds(), Cell.QUARTER_SECONDS);
    }

    /** Whether the zone's days are those of UTC. */
    boolean isUtc() {
        return shifts.size() == 1 && shifts.getFirst().offset == 0;
    }

    /** An SQL expression over {@code at}: the first quarter of the hour, as the zone's clock divides hours. */
    String hour() {
        String offset = offset();
        return "(at + " + offset + ") / 4 * 4 - " + offset;
    }

    /** An SQL expression over {@code at}: the day since 1970-01-01. */
    String day() {
        return "(at + " + offset() + ") / 96";
    }

    private String offset() {
        if (shifts.size() == 1) {
            return "(" + shifts.getFirst().offset + ")";
        }
        StringBuilder cases = new StringBuilder("(case");
        for (int i = 1; i < shifts.size(); i++) {
            cases.append(" when at < ")
                    .append(shifts.get(i).from)
                    .append(" then ")
                    .append(shifts.get(i - 1).offset);
        }
        return cases.append(" else ")
                .append(shifts.getLast().offset)
                .append(" end)")
                .toString();
    }

    /** An SQL expression over {@code at}: the first day of the month, since 1970-01-01. */
    String month(Instant from, Instant to) {
        LocalDate first = from.atZone(zone).toLocalDate().withDayOfMonth(1);
        StringBuilder cases = new StringBuilder("(case");
        LocalDate month = first;
        LocalDate next = month.plusMonths(1);
        while (start(next).isBefore(to)) {
            cases.append(" when at < ")
                    .append(Tally.quarter(start(next)))
                    .append(" then ")
                    .append(month.toEpochDay());
            month = next;
            next = month.plusMonths(1);
        }
        return month.equals(first)
                ? "(at * 0 + " + month.toEpochDay() + ")"
                : cases.append(" else ")
                        .append(month.toEpochDay())
                        .append(" end)")
                        .toString();
    }

    private Instant start(LocalDate day) {
        return day.atStartOfDay(zone).toInstant();
    }

    /** {@code 2026-11-22T13:00:00Z}, or with the zone's offset. */
    String hourText(long quarter) {
        ZonedDateTime time =
                Instant.ofEpochSecond(quarter * Cell.QUARTER_SECONDS).atZone(zone);
        return HOUR.format(OffsetDateTime.from(time));
    }

    static String dayText(long day) {
        return LocalDate.ofEpochDay(day).toString();
    }

    static String monthText(long day) {
        return LocalDate.ofEpochDay(day).toString().substring(0, 7);
    }
}
