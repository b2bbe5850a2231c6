package dev.weir.usage;

import dev.weir.spi.KeyId;
import dev.weir.spi.ProjectId;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What keys used by the hour (UTC), for whoever compares hours. Reads SQL. Thread-safe. */
public final class KeyHours {
    private final ReportDao reports;

    KeyHours(ReportDao reports) {
        this.reports = reports;
    }

    /**
     * What a key used in an hour, in one currency.
     *
     * @param hour counted since 1970
     * @param tokens in and out, of all attempts
     * @param currency empty for what cost nothing
     * @param micros what it cost, in millionths of the currency's unit, rounded down
     */
    public record Used(KeyId key, long hour, String currency, long requests, long tokens, long micros) {}

    /** What each key of a project used in those hours, where it is anything. */
    public List<Used> in(ProjectId project, Collection<Long> hours) {
        return hours.isEmpty() ? List.of() : reports.keyHours(project, hours);
    }

    /** The hour in which the first day begins on which a key of the project was used, of those since then. */
    public Map<KeyId, Long> firstDays(ProjectId project, long hour) {
        return reports.firstDays(project, hour);
    }
}
