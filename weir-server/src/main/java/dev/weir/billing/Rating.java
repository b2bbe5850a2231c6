package dev.weir.billing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Makes the lines of a bill of sums and a plan. The same sums and the same plan give the same bill, wherever that is
 * done: it asks no clock and no table.
 *
 * <p>In this order: usage, by project, model and meter; what the fee includes, off the usage; discounts, on what is left;
 * the fee; what is missing to the minimum; credits, off all that. The sum of these lines, each rounded, is taxed; the tax
 * is rounded once. Prepaid balances pay what is then due. Not thread-safe, for one use.
 */
final class Rating {
    private final Plan plan;
    private final UnaryOperator<String> projectNames;
    private final List<BillLine> lines = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private final Map<OwnPrice, Long> all = new HashMap<>();
    private final Map<OwnPrice, Long> before = new HashMap<>();
    private long charges;

    /**
     * @param projectNames what people call a project, by its id
     */
    Rating(Plan plan, UnaryOperator<String> projectNames) {
        this.plan = plan;
        this.projectNames = projectNames;
    }

    /** Everything of a bill that is arithmetic. */
    record Rated(
            List<BillLine> lines,
            String usage,
            String subtotal,
            Bill.@Nullable TaxLine tax,
            String total,
            List<Bill.Payment> payments,
            String due,
            long charges,
            List<String> missing) {}

    /**
     * @param balances what there is to draw on, what is to be used up first at the beginning
     */
    Rated rate(SortedMap<Cell, Used> cells, List<Balance> balances) {
        cells.forEach(this::count);
        cells.forEach(this::usage);
        BigDecimal usage = sum();
        other(
                "included",
                "Included in the fee",
                plan.included().min(usage.max(BigDecimal.ZERO)).negate(),
                null);
        other("discount", "Volume discount", plan.discounts().of(sum()).negate(), null);
        other("fee", plan.name(), plan.fee(), null);
        other(
                "minimum",
                "Up to the monthly minimum",
                plan.minimum().subtract(sum()).max(BigDecimal.ZERO),
                null);
        for (Balance balance : balances) {
            if (!balance.prepaid()) {
                BigDecimal used = balance.left().min(sum().max(BigDecimal.ZERO));
                other("credit", balance.reason(), used.negate(), balance.credit());
            }
        }
        return taxed(usage, sum(), balances);
    }

    private Rated taxed(BigDecimal usage, BigDecimal subtotal, List<Balance> balances) {
        Plan.Tax tax = plan.tax();
        BigDecimal taxes = tax == null ? BigDecimal.ZERO : rounded(Discounts.percent(subtotal, tax.rate()));
        BigDecimal total = subtotal.add(taxes);
        BigDecimal due = total;
        List<Bill.Payment> payments = new ArrayList<>();
        for (Balance balance : balances) {
            BigDecimal paid = balance.left().min(due.max(BigDecimal.ZERO));
            if (balance.prepaid() && paid.signum() > 0) {
                payments.add(new Bill.Payment(balance.credit(), shown(paid)));
                due = due.subtract(paid);
            }
        }
        return new Rated(
                lines,
                shown(usage),
                shown(subtotal),
                tax == null ? null : new Bill.TaxLine(tax.name(), tax.rate().toPlainString(), shown(taxes)),
                shown(total),
                payments,
                shown(due),
                charges,
                missing);
    }

    /** How much of each price's meter there is in all: what the tier of a volume price goes by. */
    private void count(Cell cell, Used used) {
        if (cell.kind() == Charge.Kind.USAGE) {
            Map<Meter, OwnPrice> prices = plan.prices(cell.model());
            prices.forEach((meter, price) -> all.merge(price, meter.of(used.counts(), prices.keySet()), Long::sum));
        }
    }

    private void usage(Cell cell, Used used) {
        charges += used.counts().charges();
        Map<Meter, OwnPrice> prices = cell.kind() == Charge.Kind.USAGE ? plan.prices(cell.model()) : Map.of();
        if (prices.isEmpty()) {
            atCost(cell, used);
        } else {
            prices.forEach((meter, price) -> {
                long units = meter.of(used.counts(), prices.keySet());
                if (units > 0) {
                    long earlier = before.merge(price, units, Long::sum) - units;
                    BigDecimal charge = price.charge(earlier, units, all.getOrDefault(price, units));
                    add(cell, used, meter.wire(), units, text(price), charge);
                }
            });
        }
    }

    private static String text(OwnPrice price) {
        String tiers = price.tiers().size() == 1
                ? Decimals.exact(price.tiers().getFirst().price())
                : price.tiers().size() + (price.volume() ? " volume tiers" : " graduated tiers");
        return tiers + " per " + (price.per() == 1 ? "unit" : String.format(Locale.ROOT, "%,d", price.per()))
                + (price.included() == 0 ? "" : ", " + price.included() + " included");
    }

    private void atCost(Cell cell, Used used) {
        BigDecimal cost = used.counts().cost();
        long calls = used.counts().charges();
        if (cell.currency().isEmpty()) {
            missing.add(calls + " of " + cell.model() + " in " + projectNames.apply(cell.project())
                    + " have no price and are not charged");
            add(cell, used, "cost", calls, "no price", BigDecimal.ZERO);
            return;
        }
        BigDecimal rate = plan.rate(cell.currency());
        if (rate == null && cost.signum() != 0) {
            missing.add("the costs of " + cell.model() + " in " + projectNames.apply(cell.project()) + " are in "
                    + cell.currency() + ", of which the plan does not say what it is in " + plan.currency());
        }
        BigDecimal marked = cost.add(Discounts.percent(cost, plan.markup()));
        String text = plan.markup().signum() == 0
                ? "at cost"
                : "cost " + (plan.markup().signum() > 0 ? "+ " : "- ")
                        + plan.markup().abs().stripTrailingZeros().toPlainString() + " %";
        add(cell, used, "cost", calls, text, rate == null ? BigDecimal.ZERO : marked.multiply(rate));
    }

    private void add(Cell cell, Used used, String meter, long quantity, String text, BigDecimal exact) {
        lines.add(new BillLine(
                lines.size() + 1,
                cell.kind().wire(),
                text,
                cell.project(),
                projectNames.apply(cell.project()),
                cell.model(),
                meter,
                used.counts().charges(),
                quantity,
                Decimals.exact(used.counts().cost()),
                cell.currency(),
                Decimals.exact(exact),
                shown(rounded(exact)),
                used.parts(),
                used.counts().estimated(),
                null));
    }

    /** A line without entries; none for nothing. */
    private void other(String kind, String text, BigDecimal exact, @Nullable String credit) {
        if (exact.signum() != 0) {
            lines.add(new BillLine(
                    lines.size() + 1,
                    kind,
                    text,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    Decimals.exact(exact),
                    shown(rounded(exact)),
                    null,
                    null,
                    credit));
        }
    }

    private BigDecimal sum() {
        return lines.stream().map(line -> new BigDecimal(line.amount())).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private BigDecimal rounded(BigDecimal amount) {
        return Decimals.rounded(amount, plan.digits());
    }

    private String shown(BigDecimal amount) {
        return amount.setScale(plan.digits()).toPlainString();
    }
}
