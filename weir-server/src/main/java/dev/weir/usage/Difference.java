package dev.weir.usage;

import java.time.Instant;
import java.util.function.Consumer;

/**
 * A value of the totals that is not what the ledger says.
 *
 * @param label empty for the totals of everything; else the name of a tag
 * @param value of the tag
 * @param at when the row's time begins
 * @param span {@code quarter} or {@code day}
 * @param deployment empty where nobody was asked
 * @param measure which sum
 * @param total what the row has
 * @param ledger what it should have
 */
record Difference(
        String project,
        String label,
        String value,
        Instant at,
        String span,
        String key,
        String model,
        String deployment,
        String status,
        String currency,
        String measure,
        String total,
        String ledger) {

    static void between(Cell cell, Sums totals, Sums ledger, Consumer<Difference> found) {
        if (totals.equals(ledger)) {
            return;
        }
        for (Measure measure : Measure.values()) {
            if (totals.count(measure) != ledger.count(measure)) {
                found.accept(of(
                        cell,
                        measure.wire(),
                        Long.toString(totals.count(measure)),
                        Long.toString(ledger.count(measure))));
            }
        }
        for (Amount amount : Amount.values()) {
            if (!totals.amount(amount).equals(ledger.amount(amount))) {
                found.accept(of(
                        cell,
                        amount.wire(),
                        totals.amount(amount).display(),
                        ledger.amount(amount).display()));
            }
        }
    }

    private static Difference of(Cell cell, String measure, String total, String ledger) {
        return new Difference(
                cell.project(),
                cell.label(),
                cell.value(),
                Instant.ofEpochSecond(cell.at() * Cell.QUARTER_SECONDS),
                cell.span() == Cell.DAY ? "day" : "quarter",
                cell.key(),
                cell.model(),
                cell.provider().isEmpty() ? "" : cell.provider() + "/" + cell.providerModel(),
                cell.status(),
                cell.currency(),
                measure,
                total,
                ledger);
    }
}
