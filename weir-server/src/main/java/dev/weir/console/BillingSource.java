package dev.weir.console;

import dev.weir.spi.Principal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bills of the principal's organization, for principals who see all of its projects. What cannot be done throws a {@link
 * dev.weir.http.Refusal} that says why. Thread-safe.
 */
public interface BillingSource {
    /**
     * @param name an id, a number, a month, or {@code current}
     */
    Bill invoice(Principal principal, String name);

    /** Those that are final, or were, newest first, without their lines. */
    List<Bill> list(Principal principal, int limit);

    /**
     * What a line is made of.
     *
     * @param cursor the {@code next} of the page before; empty for the first
     */
    Made made(Principal principal, String name, String line, String cursor, int limit);

    /** Makes the invoice of a month that is over; its number. */
    String finalizeMonth(Principal principal, String month);

    void end(Principal principal, String name, String reason);

    /**
     * A bill; amounts are as they are written.
     *
     * @param id of a draft its month
     * @param number empty for a draft
     * @param state {@code draft}, {@code final} or {@code void}
     * @param tax what it is called and its rate; empty for none
     * @param prepaid what prepaid balances pay; empty for nothing
     * @param missing why something is not charged, in sentences
     */
    record Bill(
            String id,
            String number,
            String state,
            String month,
            Instant from,
            Instant to,
            String timeZone,
            String organization,
            String plan,
            String currency,
            List<Line> lines,
            String usage,
            String subtotal,
            String tax,
            String taxAmount,
            String total,
            String prepaid,
            String due,
            long charges,
            List<String> missing,
            @Nullable Instant finalizedAt,
            String reason,
            String hash,
            List<Proof> proofs) {
        public Bill {
            lines = List.copyOf(lines);
            missing = List.copyOf(missing);
            proofs = List.copyOf(proofs);
        }

        public boolean isDraft() {
            return state.equals("draft");
        }

        public String title() {
            return number.isEmpty() ? "Draft of " + month : number;
        }
    }

    /**
     * Where its entries are in a log.
     *
     * @param to the first entry after them
     * @param size how many entries the checkpoint speaks of
     */
    record Proof(String origin, long from, long to, long size, String root) {}

    /**
     * @param hasEntries whether calls stand behind it
     * @param kind {@code usage}, {@code cache}, {@code adjustment}, {@code included}, {@code discount}, {@code fee},
     *     {@code minimum} or {@code credit}
     * @param what the kind, or what the line says of itself
     * @param cost what providers charge, in a currency; empty where nobody does
     * @param parts where its charges are, by log; none where it has none
     */
    record Line(
            int number,
            boolean hasEntries,
            String kind,
            String what,
            String project,
            String model,
            String meter,
            @Nullable Long quantity,
            String price,
            String cost,
            String exact,
            String amount,
            long charges,
            List<Part> parts) {
        public Line {
            parts = List.copyOf(parts);
        }

        /** The model; what the line is where it is of none. */
        public String title() {
            return !hasEntries ? what : model.isEmpty() ? capital(kind) : model;
        }

        /** What the amount is made of. */
        public String basis(String currency) {
            if (meter.equals("cost")) {
                return cost.endsWith(" " + currency) ? cost.substring(0, cost.length() - 4) : cost;
            }
            return quantity == null ? "" : Figures.count(quantity);
        }

        /** Where it belongs, below its title. */
        public String note() {
            if (!hasEntries) {
                return kind.equals("included") || kind.equals("discount") ? "" : capital(kind);
            }
            String more = kind.equals("usage") || model.isEmpty() ? "" : " · " + kind;
            return project + more + " · " + Figures.count(charges, "charge");
        }

        public boolean isZero() {
            return amount.matches("[0.]+");
        }

        private static String capital(String word) {
            return Character.toUpperCase(word.charAt(0)) + word.substring(1);
        }
    }

    /**
     * What a line has of a log.
     *
     * @param log its name
     * @param root of the tree over its charges
     */
    record Part(String log, long charges, String root) {}

    /**
     * @param entries those in this node's log
     * @param elsewhere what other nodes' logs have of it
     * @param next the cursor of the next page; empty at the end
     */
    record Made(Line line, List<Entry> entries, List<Part> elsewhere, String next) {
        public Made {
            entries = List.copyOf(entries);
            elsewhere = List.copyOf(elsewhere);
        }
    }

    /**
     * @param exchange empty where it is of none
     * @param cost in the currency; empty for none
     * @param error empty where there was none
     */
    record Entry(
            long number,
            String id,
            String exchange,
            Instant at,
            String deployment,
            long input,
            long output,
            String cost,
            String currency,
            String error) {}
}
