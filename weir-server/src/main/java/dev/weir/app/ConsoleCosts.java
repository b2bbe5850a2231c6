package dev.weir.app;

import dev.weir.budget.BudgetRoom;
import dev.weir.console.CostSource;
import dev.weir.metering.Total;
import dev.weir.spi.KeyId;
import dev.weir.spi.Principal;
import dev.weir.tenancy.Tenancy;
import dev.weir.tenancy.VirtualKey;
import dev.weir.usage.Dimension;
import dev.weir.usage.Dimension.Kind;
import dev.weir.usage.UsageQuery;
import dev.weir.usage.UsageRoom;
import dev.weir.usage.UsageRow;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Usage and budgets as the Costs page wants them. */
final class ConsoleCosts implements CostSource {
    private final UsageRoom.Open usage;
    private final BudgetRoom budgets;
    private final Tenancy tenancy;

    ConsoleCosts(UsageRoom.Open usage, BudgetRoom budgets, Tenancy tenancy) {
        this.usage = usage;
        this.budgets = budgets;
        this.tenancy = tenancy;
    }

    @Override
    public List<UsageRow> days(Principal principal, Instant from, Instant to, Map<Dimension, String> filter) {
        return usage.totals().rows(query(principal, from, to, List.of(Dimension.of(Kind.DAY)), filter));
    }

    @Override
    public List<UsageRow> sums(Principal principal, Instant from, Instant to, Map<Dimension, String> filter) {
        return usage.totals().rows(query(principal, from, to, List.of(), filter));
    }

    @Override
    public List<Line> dearest(
            Principal principal, Instant from, Instant to, Dimension by, Map<Dimension, String> filter, int most) {
        return usage.totals().dearest(query(principal, from, to, List.of(by), filter), most).stream()
                .map(row -> {
                    String value = row.group().getOrDefault(by.wire(), "");
                    return new Line(value, title(by, value), row);
                })
                .toList();
    }

    private String title(Dimension by, String value) {
        return by.kind() == Kind.KEY && !value.isEmpty()
                ? tenancy.key(new KeyId(value)).map(VirtualKey::name).orElse(value)
                : value;
    }

    private static UsageQuery query(
            Principal principal, Instant from, Instant to, List<Dimension> groups, Map<Dimension, String> filter) {
        return new UsageQuery(
                principal.organization(), List.of(principal.project()), from, to, ZoneOffset.UTC, groups, filter);
    }

    @Override
    public List<Budget> budgets(Principal principal) {
        return budgets.standings(principal.organization(), principal.project()).stream()
                .map(line -> new Budget(
                        budgets.name(line.subject()),
                        line.budget().period().wire(),
                        line.budget().currency(),
                        Total.of(line.budget().amount()),
                        line.settled(),
                        line.reserved(),
                        line.resetsAt()))
                .toList();
    }

    @Override
    public @Nullable String warning() {
        return usage.warning().orElse(null);
    }
}
