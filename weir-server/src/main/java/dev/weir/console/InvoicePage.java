package dev.weir.console;

import dev.weir.console.BillingSource.Bill;

/**
 * One bill.
 *
 * @param mayFinalize whether it is a draft of a month that is over
 */
public record InvoicePage(Shell shell, Bill bill, boolean mayFinalize) {
    public Link self() {
        return Link.invoice(bill.id());
    }

    public String api(String format) {
        return "/api/invoices/" + bill.id() + format;
    }
}
