package dev.weir.console;

import dev.weir.console.jte.JtebatchGenerated;
import dev.weir.console.jte.JtebatchesGenerated;
import dev.weir.console.jte.JteconfirmGenerated;
import dev.weir.http.Access;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Role;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

final class BatchPages {
    private static final String ROOT = "/console/batches";
    private static final int ROWS = 50;
    private static final int FAILURES = 50;

    private final BatchSource batches;
    private final Shells shells;
    private final InstantSource clock;

    BatchPages(BatchSource batches, Shells shells, InstantSource clock) {
        this.batches = batches;
        this.shells = shells;
        this.clock = clock;
    }

    void add(Routes routes) {
        Access read = Access.from(Role.VIEWER);
        Access change = Access.from(Role.DEVELOPER);
        String one = ROOT + "/{id}";
        routes.get(ROOT, read, "The batches, newest first.", this::list)
                .upload(ROOT, change, "Makes a batch of an uploaded file.", batches.largestUpload(), this::create)
                .get(one, read, "One batch and how far it is.", this::show)
                .get(one + "/cancel", change, "Asks before cancelling.", this::confirm)
                .post(one + "/cancel", change, "Cancels a batch.", "", this::cancel);
    }

    private Response list(Request request) {
        @Nullable
        String after = request.query("after").filter(id -> !id.isEmpty()).orElse(null);
        BatchSource.Items found = batches.list(request.principal(), after, ROWS);
        Instant now = clock.instant();
        List<BatchRow> rows =
                found.items().stream().map(item -> new BatchRow(item, now)).toList();
        BatchesPage page = new BatchesPage(
                shells.in(Room.BATCHES, request),
                rows,
                found.more()
                        ? Link.to(ROOT).with("after", rows.getLast().batch().id())
                        : null,
                after == null,
                batches.endpoints(),
                request.principal().may(Role.DEVELOPER),
                Link.to(ROOT).with("after", after).address());
        return Html.page(out -> JtebatchesGenerated.render(out, null, page));
    }

    private Response create(Request request) {
        return Response.redirect(Link.batch(batches.create(request)).address());
    }

    private Response show(Request request) {
        BatchRow row = row(request);
        OneBatchPage page = new OneBatchPage(
                shells.in(Room.BATCHES, row.name(), request),
                row,
                batches.failures(request.principal(), row.batch(), FAILURES),
                request.principal().may(Role.DEVELOPER));
        return Html.page(out -> JtebatchGenerated.render(out, null, page));
    }

    private BatchRow row(Request request) {
        String id = request.path("id");
        return batches.find(request.principal(), id)
                .map(item -> new BatchRow(item, clock.instant()))
                .orElseThrow(() -> new Refusal(
                        ErrorCode.NOT_FOUND,
                        "There is no batch " + id + " in this project.",
                        "id",
                        "The list of batches has those that there are."));
    }

    private Response confirm(Request request) {
        BatchRow row = row(request);
        Link back = Link.batch(row.batch().id());
        ConfirmPage page = new ConfirmPage(
                shells.in(Room.BATCHES, "Cancel " + row.name(), request),
                "Cancel the batch " + row.name() + "?",
                Figures.count(row.total() - row.done()) + " of its " + Figures.count(row.total(), "request")
                        + " are not made, those in progress are finished. What was answered is kept in its results"
                        + " file, and is paid for.",
                back.slash("cancel"),
                "Cancel batch",
                back,
                row.name());
        return Html.page(out -> JteconfirmGenerated.render(out, null, page));
    }

    private Response cancel(Request request) {
        BatchRow row = row(request);
        batches.cancel(request.principal(), row.batch().id());
        return Response.redirect(row.address());
    }
}
