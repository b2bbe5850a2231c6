package dev.weir.config;

import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

@Doc("How the totals of usage are looked after.")
public record UsageConfig(
        @Doc("When, each day, the totals are compared with the ledger: a time in UTC.") @Default("03:10")
        String checkAt,

        @Doc("How many days back that comparison goes.") @Default("35") @Range(min = 1, max = 3_700)
        long checkDays) {
    public UsageConfig {
        try {
            LocalTime.parse(checkAt, DateTimeFormatter.ISO_LOCAL_TIME);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("check_at is a time such as 03:10", e);
        }
    }

    /** {@link #checkAt} as a time. */
    public LocalTime time() {
        return LocalTime.parse(checkAt);
    }
}
