package dev.weir.tenancy;

import dev.weir.spi.Priority;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the calls of a subject may have, all together. Null is no bound of its own.
 *
 * @param concurrency calls in progress at once
 * @param rpm requests in any minute
 * @param tpm tokens in any minute, input and output
 * @param tokensPerDay tokens in a day, input and output
 * @param timeZone whose days count
 * @param budgets what may be spent
 * @param warnAt where somebody is told how much of the tokens of the day, or of a budget that says nothing else, is used;
 *     null for what is usual
 * @param priority what a call is that does not say how urgent it is; null for what is usual
 * @param maxPriority the most urgent class that a call may ask for; null for any
 */
public record CallLimits(
        @Nullable Integer concurrency,
        @Nullable Long rpm,
        @Nullable Long tpm,
        @Nullable Long tokensPerDay,
        ZoneId timeZone,
        List<Budget> budgets,
        @Nullable Shares warnAt,
        @Nullable Priority priority,
        @Nullable Priority maxPriority) {
    /** Whose days count where nothing is said. */
    public static final ZoneId UTC = ZoneId.of("UTC");

    public static final CallLimits NONE = new CallLimits(null, null, null);

    public CallLimits {
        budgets = List.copyOf(budgets);
        checkPositive("concurrency", concurrency == null ? null : concurrency.longValue());
        checkPositive("rpm", rpm);
        checkPositive("tpm", tpm);
        checkPositive("tokens_per_day", tokensPerDay);
        if (priority != null && maxPriority != null && priority.compareTo(maxPriority) < 0) {
            throw new IllegalArgumentException("priority is more urgent than max_priority allows");
        }
    }

    /** Limits that concern calls in progress and nothing else. */
    public CallLimits(@Nullable Integer concurrency, @Nullable Priority priority, @Nullable Priority maxPriority) {
        this(concurrency, null, null, null, UTC, List.of(), null, priority, maxPriority);
    }

    /** Limits that tell where it is usual. */
    public CallLimits(
            @Nullable Integer concurrency,
            @Nullable Long rpm,
            @Nullable Long tpm,
            @Nullable Long tokensPerDay,
            ZoneId timeZone,
            List<Budget> budgets,
            @Nullable Priority priority,
            @Nullable Priority maxPriority) {
        this(concurrency, rpm, tpm, tokensPerDay, timeZone, budgets, null, priority, maxPriority);
    }

    private static void checkPositive(String name, @Nullable Long value) {
        if (value != null && value < 1) {
            throw new IllegalArgumentException(name + " is 1 or more");
        }
    }

    /** Whether nothing is limited. */
    public boolean isNone() {
        return equals(NONE);
    }
}
