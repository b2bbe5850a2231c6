package dev.weir.billing;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
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
 * @param parts where its charges are, by log
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
        @Nullable List<Part> parts,
        @Nullable Long estimated,
        @Nullable String credit) {
    BillLine {
        parts = parts == null ? null : List.copyOf(parts);
    }

    /**
     * What it has of one log.
     *
     * @param log its name
     * @param charges how many
     * @param root of the tree over them, in base64
     * @param first the number of the first entry that they are in
     */
    record Part(String log, long charges, String root, long first, long last) {}

    /** Whether entries of a log stand behind it. */
    boolean hasEntries() {
        return parts != null;
    }

    /** What it has of a log; empty where that is nothing. */
    Optional<Part> part(String log) {
        return all().stream().filter(part -> part.log().equals(log)).findFirst();
    }

    /** None where it has no entries. */
    List<Part> all() {
        List<Part> known = parts;
        return known == null ? List.of() : known;
    }

    /** Whether this charge is one of those it is made of. */
    boolean has(Charged entry, Charge charge) {
        return isOf(Cell.of(entry.project(), charge));
    }

    /** Whether it is made of what is added up there. */
    boolean isOf(Cell cell) {
        return cell.project().equals(project)
                && cell.model().equals(model)
                && cell.kind().wire().equals(kind)
                && cell.currency().equals(costCurrency);
    }
}
