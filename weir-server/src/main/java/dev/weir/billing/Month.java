package dev.weir.billing;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A month that is billed. It ends when the next one begins in its plan's time zone; it begins when the one before it
 * ended, so that a plan with another zone leaves no hour out and bills none twice.
 *
 * @param planId null where there is no plan
 */
record Month(YearMonth month, @Nullable String planId, PlanBody body, Plan plan, Instant from, Instant to) {
    static Month of(YearMonth month, List<PlanDao.Kept> plans) {
        PlanDao.Kept kept = Plans.of(plans, month);
        PlanDao.Kept earlier = Plans.of(plans, month.minusMonths(1));
        PlanBody body = kept == null ? PlanBody.AT_COST : kept.body();
        Plan plan = kept == null ? body.read() : kept.plan();
        ZoneId before = earlier == null ? plan.zone() : earlier.plan().zone();
        return new Month(
                month,
                kept == null ? null : kept.id(),
                body,
                plan,
                month.atDay(1).atStartOfDay(before).toInstant(),
                month.plusMonths(1).atDay(1).atStartOfDay(plan.zone()).toInstant());
    }
}
