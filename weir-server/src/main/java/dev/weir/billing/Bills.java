package dev.weir.billing;

import dev.weir.spi.Principal;
import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Invoices as {@code /api/invoices} answers them, for whoever shows them elsewhere. Thread-safe. */
public final class Bills {
    private final Invoices invoices;

    Bills(Invoices invoices) {
        this.invoices = invoices;
    }

    /**
     * @param name an id, a number, a month, or {@code current}
     * @throws dev.weir.http.Refusal if there is none that the principal may see
     */
    public JsonNode invoice(Principal who, String name) {
        return find(who, name).view();
    }

    private Invoice find(Principal who, String name) {
        return invoices.find(
                who, name.equals("current") ? invoices.thisMonth(who).toString() : name);
    }

    /** Those that are final, or were, newest first, without their lines. */
    public List<JsonNode> list(Principal who, int limit) {
        return invoices.list(who, Long.MAX_VALUE, limit).stream()
                .map(invoice -> (JsonNode) invoice.summary())
                .toList();
    }

    /**
     * What a line is made of.
     *
     * @param cursor the {@code next} of the page before; empty for the first
     */
    public JsonNode entries(Principal who, String name, String line, String cursor, int limit) {
        return BillingRoutes.entries(invoices, find(who, name), line, cursor, limit);
    }

    /** Makes the invoice of a month that is over. */
    public JsonNode finalize(Principal who, YearMonth month) {
        return invoices.finalize(who, month, false).view();
    }

    /** Ends a final invoice. */
    public JsonNode end(Principal who, String name, @Nullable String reason) {
        return invoices.end(who, name, reason).view();
    }
}
