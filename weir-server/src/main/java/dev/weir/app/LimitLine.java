package dev.weir.app;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.budget.BudgetLine;
import dev.weir.kernel.PlainDecimal;
import dev.weir.limits.RateLine;
import dev.weir.spi.Money;
import dev.weir.tenancy.Scope;
import dev.weir.tenancy.VirtualKey;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One limit that a call is held to, as it stands, and what the call would find. Numbers are decimals in texts: some are
 * amounts of money.
 *
 * @param limit {@code concurrency}, {@code rpm}, {@code tpm}, {@code tokens_per_day} or {@code budget}
 * @param used settled, for a budget; null where it is not counted one by one
 * @param reserved set aside for calls in progress; null where that is part of what is used
 * @param wanted what the call would take
 * @param currency null but for a budget, as are period and zone
 * @param waits whether a call waits for room instead of being refused
 * @param reason why it would not pass
 * @param retryAfter seconds; null if there is room, or never will be
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record LimitLine(
        String scope,
        String name,
        String title,
        String limit,
        String allowed,
        @Nullable String used,
        @Nullable String reserved,
        @Nullable String wanted,
        @Nullable String currency,
        @Nullable String period,
        @Nullable String timeZone,
        boolean waits,
        boolean passes,
        @Nullable String reason,
        @Nullable Long retryAfter,
        @Nullable Instant resetsAt) {
    static LimitLine of(RateLine line, String title) {
        String reason = line.passes()
                ? null
                : line.pause() == null
                        ? "The call may take " + line.wanted() + " tokens, more than " + title + " may ever have: "
                                + line.allowed() + " (" + line.limit() + ")."
                        : "The limit of " + title + " is reached: " + line.used() + " of " + line.allowed() + " ("
                                + line.limit() + ") are used, and the call may take " + line.wanted() + ".";
        return new LimitLine(
                line.subject().scope().wire(),
                line.subject().name(),
                title,
                line.limit(),
                Long.toString(line.allowed()),
                line.used() == null ? null : Long.toString(line.used()),
                null,
                Long.toString(line.wanted()),
                null,
                null,
                null,
                line.waits(),
                line.passes(),
                reason,
                line.pause() == null ? null : seconds(line.pause()),
                null);
    }

    /**
     * @param worst what the call may cost at most; null if nobody knows
     * @param why it cannot be known whether it passes; null if it can
     */
    static LimitLine of(BudgetLine line, String title, @Nullable Money worst, @Nullable String why, Instant now) {
        String reason = why != null || worst == null ? why : shortOf(line, title, worst);
        return new LimitLine(
                line.subject().scope().wire(),
                line.subject().name(),
                title,
                "budget",
                PlainDecimal.of(line.budget().amount().amount()),
                PlainDecimal.of(line.settled().amount()),
                PlainDecimal.of(line.reserved().amount()),
                worst == null ? null : PlainDecimal.of(worst.amount()),
                line.budget().currency(),
                line.budget().period().wire(),
                line.budget().zone().getId(),
                false,
                reason == null,
                reason,
                reason == null || line.resetsAt() == null ? null : seconds(Duration.between(now, line.resetsAt())),
                line.resetsAt());
    }

    /** A key whose calls wait, since it was refused again and again. */
    static LimitLine slowed(VirtualKey key, Duration delay) {
        return new LimitLine(
                Scope.KEY.wire(),
                key.id().value(),
                "key '" + key.name() + "'",
                "slow_down",
                Long.toString(delay.toMillis()),
                null,
                null,
                null,
                null,
                null,
                null,
                true,
                true,
                null,
                null,
                null);
    }

    /** Without a call. */
    LimitLine asItStands() {
        return new LimitLine(
                scope, name, title, limit, allowed, used, reserved, null, currency, period, timeZone, waits, true, null,
                null, resetsAt);
    }

    /** Sorts the widest first. */
    int width() {
        return Scope.named(scope).orElseThrow().ordinal();
    }

    private static @Nullable String shortOf(BudgetLine line, String title, Money worst) {
        return worst.equals(Money.ZERO) || worst.amount().compareTo(line.left()) <= 0
                ? null
                : "The budget of " + title + " has not enough left: "
                        + PlainDecimal.of(line.left().max(BigDecimal.ZERO)) + " "
                        + line.budget().currency() + ", and the call may cost up to " + PlainDecimal.of(worst.amount())
                        + ".";
    }

    private static long seconds(Duration pause) {
        return Math.max(1, pause.plusMillis(999).toSeconds());
    }
}
