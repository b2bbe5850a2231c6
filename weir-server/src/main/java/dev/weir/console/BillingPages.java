package dev.weir.console;

import dev.weir.console.jte.JtebillingGenerated;
import dev.weir.console.jte.JteinvoiceGenerated;
import dev.weir.console.jte.JtelineGenerated;
import dev.weir.http.Access;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Role;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.util.List;

final class BillingPages {
    private static final String ROOT = "/console/billing";
    private static final int INVOICES = 100;
    private static final int ENTRIES = 100;

    private final BillingSource bills;
    private final Shells shells;
    private final InstantSource clock;

    BillingPages(BillingSource bills, Shells shells, InstantSource clock) {
        this.bills = bills;
        this.shells = shells;
        this.clock = clock;
    }

    void add(Routes routes) {
        Access admin = Access.from(Role.ADMIN);
        String one = ROOT + "/{id}";
        routes.get(ROOT, admin, "This month's bill so far, and the invoices.", this::overview)
                .get(one, admin, "One invoice, or a month's draft.", this::show)
                .get(one + "/lines/{line}", admin, "What a line is made of.", this::line)
                .post(one + "/finalize", admin, "Makes a month's invoice.", "", this::finalizeMonth)
                .post(one + "/void", admin, "Ends a final invoice.", "", this::end);
    }

    private Response overview(Request request) {
        BillingPage page;
        Instant now = clock.instant();
        if (request.principal().allProjects()) {
            BillingSource.Bill draft = bills.invoice(request.principal(), "current");
            List<BillingSource.Bill> invoices = bills.list(request.principal(), INVOICES);
            String last = YearMonth.parse(draft.month()).minusMonths(1).toString();
            BillingSource.Bill before = bills.invoice(request.principal(), last);
            boolean waits = before.isDraft() && before.charges() > 0;
            page = new BillingPage(
                    shells.in(Room.BILLING, request), draft, waits ? List.of(before) : List.of(), invoices, now);
        } else {
            page = new BillingPage(shells.in(Room.BILLING, request), null, List.of(), List.of(), now);
        }
        return Html.page(out -> JtebillingGenerated.render(out, null, page));
    }

    private BillingSource.Bill bill(Request request) {
        if (!request.principal().allProjects()) {
            throw new Refusal(
                    ErrorCode.FORBIDDEN, "Bills are of the whole organization, but this key sees one project.");
        }
        return bills.invoice(request.principal(), request.path("id"));
    }

    private Response show(Request request) {
        BillingSource.Bill bill = bill(request);
        boolean over = !clock.instant().isBefore(bill.to());
        InvoicePage page =
                new InvoicePage(shells.in(Room.BILLING, bill.title(), request), bill, bill.isDraft() && over);
        return Html.page(out -> JteinvoiceGenerated.render(out, null, page));
    }

    private Response line(Request request) {
        BillingSource.Bill bill = bill(request);
        String line = request.path("line");
        String after = request.query("after").orElse("");
        BillingSource.Made made = bills.made(request.principal(), bill.id(), line, after, ENTRIES);
        Link self = Link.invoice(bill.id()).slash("lines").slash(line);
        LinePage page = new LinePage(
                shells.in(Room.BILLING, "Line " + made.line().number() + " of " + bill.title(), request),
                bill,
                made,
                made.next().isEmpty() ? null : self.with("after", made.next()),
                after.isEmpty(),
                clock.instant());
        return Html.page(out -> JtelineGenerated.render(out, null, page));
    }

    private Response finalizeMonth(Request request) {
        bill(request);
        String number = bills.finalizeMonth(request.principal(), request.path("id"));
        return Response.redirect(Link.invoice(number).address());
    }

    private Response end(Request request) {
        BillingSource.Bill bill = bill(request);
        bills.end(request.principal(), bill.id(), request.form().getOrDefault("reason", ""));
        return Response.redirect(Link.invoice(bill.id()).address());
    }
}
