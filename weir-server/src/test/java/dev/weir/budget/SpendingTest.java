package dev.weir.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.budget.BudgetBook.Bound;
import dev.weir.kernel.HandClock;
import dev.weir.machine.Wish;
import dev.weir.metering.InputBound;
import dev.weir.metering.Purse;
import dev.weir.metering.Worst;
import dev.weir.spi.Call;
import dev.weir.spi.KeyId;
import dev.weir.spi.Money;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.Principal;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Role;
import dev.weir.tenancy.Budget;
import dev.weir.tenancy.CallLimits;
import dev.weir.tenancy.Period;
import dev.weir.tenancy.Subject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpendingTest {
    private static final Principal CALLER = new Principal(
            new KeyId("key_1"), "key", new OrganizationId("org_1"), new ProjectId("proj_1"), Role.DEVELOPER, false);

    private final HandClock clock = new HandClock(Instant.parse("2026-05-04T12:00:00Z"));
    private final Bound dollar = new Bound(
            Subject.of(CALLER.project(), CALLER.key()),
            new Budget(Money.of(BigDecimal.ONE), "USD", Period.DAY, CallLimits.UTC));
    private final Spending spending =
            new Spending(new BudgetBook(), call -> List.of(dollar), subject -> "key 'key'", clock);
    private final Call call = new Wish(null, "small", false, 0).call(CALLER, 1, clock);

    private static Worst worst(String cost) {
        return new Worst(1, InputBound.BYTES, 1, Money.of(new BigDecimal(cost)), "USD");
    }

    @Test
    void whatCostsNothingPassesAFullBudgetHoweverWellItIsBounded() {
        assertThat(spending.hold(call, worst("1"))).isInstanceOf(Purse.Held.class);

        assertThat(spending.isTight(call, worst("0.000001"))).isTrue();
        assertThat(spending.hold(call, worst("0.000001"))).isInstanceOf(Purse.Denied.class);
        assertThat(spending.isTight(call, worst("0")))
                .as("so that its tokens need not be counted")
                .isFalse();
        assertThat(spending.hold(call, worst("0"))).isSameAs(Purse.Held.NOTHING);
    }

    @Test
    void whatHasNoPriceIsRefusedWithoutItsTokensBeingCounted() {
        Worst unpriced = new Worst(1, InputBound.BYTES, 1, null, null);

        assertThat(spending.isTight(call, unpriced)).isFalse();
        assertThat(spending.hold(call, unpriced)).isInstanceOf(Purse.Denied.class);
    }
}
