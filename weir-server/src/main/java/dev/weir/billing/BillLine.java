package dev.weir.billing;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A line of a bill, on the wire. Amounts are decimals.
 *
 * @param line its number, from 1
 * @param kind {@code usage}, {@code cache}, {@code adjustment}; or, without entries, {@code included}, {@code discount},
 *     {@code fee}, {@code minimum}, {@code credit}
 * @param meter {@code cost}, or what has a price of its own
 * @param charges how many charges it is made of
 * @param quantity how much of the meter was used
 * @param cost what providers charge for it, exact to the picounit
 * @param exact the amount before it is rounded
 * @param amount rounded half to even to the smallest unit of the currency
 * @param root of the tree over its charges, in base64
 * @param first the number of the first entry of the log that it is made of
 * @param estimated charges whose tokens Weir counted because the provider did not say
 * @param credit which credit it draws on
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record BillLine(
        int line,
        String kind,
        String text,
        @Nullable String project,
        @Nullable String projectName,
        @Nullable String model,
        @Nullable String meter,
        @Nullable Long charges,
        @Nullable Long quantity,
        @Nullable String cost,
        @Nullable String costCurrency,
        String exact,
        String amount,
        @Nullable String root,
        @Nullable Long first,
        @Nullable Long last,
        @Nullable Long estimated,
        @Nullable String credit) {
    /** Whether entries of the log stand behind it. */
    boolean hasEntries() {
        return root != null;
    }

    /** Whether this charge is one of those it is made of. */
    boolean has(Charged entry, Charge charge) {
        Cell cell = Cell.of(entry.project(), charge);
        return cell.project().equals(project)
                && cell.model().equals(model)
                && cell.kind().wire().equals(kind)
                && cell.currency().equals(costCurrency);
    }
}
