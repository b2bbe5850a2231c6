package dev.weir.console;

import dev.weir.console.BillingSource.Bill;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param draft the bill of this month so far; null where the reader sees one project only
 * @param waiting months that are over and have no final invoice, though something was used
 */
public record BillingPage(Shell shell, @Nullable Bill draft, List<Bill> waiting, List<Bill> invoices, Instant now) {
    public BillingPage {
        waiting = List.copyOf(waiting);
        invoices = List.copyOf(invoices);
    }
}
