package dev.weir.billing;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an organization owes for a month, on the wire and as it is kept. Amounts are decimals of the currency.
 *
 * @param from when the month begins where its time zone is
 * @param to when it ends
 * @param logs which entries it is made of: a stretch of each log, by name
 * @param usage the sum of the lines that have entries
 * @param subtotal the sum of all lines
 * @param total with tax
 * @param payments what prepaid balances pay of it
 * @param due what is left to pay
 * @param charges how many charges all lines are made of
 * @param repeated charges that were in the log twice, and counted once
 * @param missing why something that was used is not charged; empty for a bill that is complete
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Bill(
        String organization,
        String organizationName,
        String month,
        Instant from,
        Instant to,
        String timeZone,
        String currency,
        @Nullable String planId,
        PlanBody plan,
        List<Stretch> logs,
        List<BillLine> lines,
        String usage,
        String subtotal,
        @Nullable TaxLine tax,
        String total,
        List<Payment> payments,
        String due,
        long charges,
        long repeated,
        List<String> missing) {
    Bill {
        logs = List.copyOf(logs);
        lines = List.copyOf(lines);
        payments = List.copyOf(payments);
        missing = List.copyOf(missing);
    }

    /**
     * A stretch of a node's audit log, and the checkpoint that has it.
     *
     * @param origin the log's name
     * @param from the first entry
     * @param to the first entry after it
     * @param asOf when it was read; the log has everything of before
     * @param size how many entries the checkpoint speaks of
     */
    record Stretch(
            String origin,
            long from,
            long to,
            Instant asOf,
            long size,
            String root,
            String checkpoint,
            String verifier) {}

    /** The stretch of a log; empty where the bill has nothing of it. */
    Optional<Stretch> log(String origin) {
        return logs.stream().filter(log -> log.origin().equals(origin)).findFirst();
    }

    /**
     * @param rate in percent
     */
    record TaxLine(String name, String rate, String amount) {}

    record Payment(String credit, String amount) {}
}
