package dev.weir.console;

import dev.weir.console.BillingSource.Bill;
import dev.weir.console.BillingSource.Made;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one line of a bill is made of.
 *
 * @param next the address of the next page, or null
 */
public record LinePage(
        Shell shell, Bill bill, Made made, @Nullable Link next, boolean first, Instant now) {

    /** What the line's costs are in; empty for nothing. */
    public String currency() {
        String cost = made.line().cost();
        return cost.substring(cost.indexOf(' ') + 1);
    }

    public String cost() {
        String cost = made.line().cost();
        return cost.isEmpty()
                ? "–"
                : Figures.minus(
                        cost.substring(0, cost.length() - currency().length()).strip());
    }

    /** Of an entry, in the line's currency if nothing else is said. */
    public String cost(BillingSource.Entry entry) {
        if (entry.cost().isEmpty()) {
            return "no price";
        }
        String other = entry.currency().equals(currency()) ? "" : " " + entry.currency();
        return Figures.minus(entry.cost()) + other;
    }

    public boolean isAtCost() {
        return made.line().meter().equals("cost");
    }
}
