package dev.weir.budget;

import dev.weir.metering.Total;
import dev.weir.tenancy.Budget;
import dev.weir.tenancy.Subject;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A budget as it stands.
 *
 * @param reserved set aside for calls in progress, which may cost less
 * @param resetsAt when it is full again; null if never
 */
public record BudgetLine(
        Subject subject,
        Budget budget,
        Total settled,
        Total reserved,
        @Nullable Instant resetsAt) {
    /** What may still be set aside; below zero if more was spent than the budget has. */
    public BigDecimal left() {
        return budget.amount().amount().subtract(settled.amount()).subtract(reserved.amount());
    }
}
