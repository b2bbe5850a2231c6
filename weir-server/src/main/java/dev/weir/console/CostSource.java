package dev.weir.console;

import dev.weir.metering.Total;
import dev.weir.spi.Principal;
import dev.weir.usage.Dimension;
import dev.weir.usage.UsageRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a project's calls have cost. Thread-safe. */
public interface CostSource {
    /** Days with their costs; those without any are missing. */
    List<UsageRow> days(Principal principal, Instant from, Instant to, Map<Dimension, String> filter);

    /** The dearest of what is told apart by a dimension. */
    List<Line> dearest(
            Principal principal, Instant from, Instant to, Dimension by, Map<Dimension, String> filter, int most);

    /** The sums of a time, by currency. */
    List<UsageRow> sums(Principal principal, Instant from, Instant to, Map<Dimension, String> filter);

    /** The budgets of the project and its organization. */
    List<Budget> budgets(Principal principal);

    /** Whether the totals are known to differ from the ledger; null if not, else what to do. */
    @Nullable
    String warning();

    /**
     * @param value empty for what has none
     * @param title what people call it
     */
    record Line(String value, String title, UsageRow row) {}

    /**
     * @param name {@code project 'support'}
     * @param period {@code day}, {@code month} or {@code total}
     * @param spent settled
     * @param reserved set aside for calls in progress
     */
    record Budget(
            String name,
            String period,
            String currency,
            Total limit,
            Total spent,
            Total reserved,
            @Nullable Instant resetsAt) {}
}
