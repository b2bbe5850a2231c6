package dev.weir.console;

import dev.weir.console.jte.JteauditGenerated;
import dev.weir.console.jte.JteproofGenerated;
import dev.weir.http.Access;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Role;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

final class AuditPages {
    private static final String ROOT = "/console/audit";
    private static final int ROWS = 50;

    private final AuditSource audit;
    private final Shells shells;
    private final InstantSource clock;

    AuditPages(AuditSource audit, Shells shells, InstantSource clock) {
        this.audit = audit;
        this.shells = shells;
        this.clock = clock;
    }

    void add(Routes routes) {
        Access admin = Access.from(Role.ADMIN);
        routes.get(ROOT, admin, "The audit log of the project, newest first.", request -> page(request, null))
                .post(ROOT, admin, "Verifies all of the log. Needs a key for all projects.", "", this::verify)
                .get(ROOT + "/{entry}", admin, "One entry and its proof.", this::proof);
    }

    private Response page(Request request, AuditSource.@Nullable Verdict verdict) {
        Instant now = clock.instant();
        String range = request.query("range").orElse("");
        AuditSource.Filter filter = new AuditSource.Filter(
                given(request, "kind"), given(request, "actor"), given(request, "subject"), Range.from(range, now));
        String after =
                request.query("after").filter(cursor -> !cursor.isEmpty()).orElse(null);
        AuditSource.Items items = audit.list(request.principal(), filter, after, ROWS);
        Link self = Link.to(ROOT)
                .with("kind", filter.kind())
                .with("actor", filter.actor())
                .with("subject", filter.subject())
                .with("range", range);
        AuditPage page = new AuditPage(
                shells.in(Room.AUDIT, request),
                filter,
                range,
                items,
                items.next() == null ? null : self.with("after", items.next()),
                after == null,
                verdict,
                request.principal().allProjects(),
                now);
        return Html.page(out -> JteauditGenerated.render(out, null, page));
    }

    private static String given(Request request, String name) {
        return request.query(name).orElse("").strip();
    }

    /** Answers with the page itself: what was found holds for this moment. */
    private Response verify(Request request) {
        if (!request.principal().allProjects()) {
            throw new Refusal(
                    ErrorCode.FORBIDDEN, "The log is one for the whole installation, but this key sees one project.");
        }
        return page(request, audit.verify(request.principal()));
    }

    private Response proof(Request request) {
        String number = request.path("entry");
        AuditSource.Proof proof = entry(number)
                .flatMap(entry -> audit.proof(request.principal(), entry))
                .orElseThrow(() -> new Refusal(
                        ErrorCode.NOT_FOUND, "There is no entry '" + number + "' in this project.", null, null));
        ProofPage page = new ProofPage(shells.in(Room.AUDIT, "Entry " + proof.number(), request), proof);
        return Html.page(out -> JteproofGenerated.render(out, null, page));
    }

    private static Optional<Long> entry(String number) {
        try {
            return Optional.of(Long.parseLong(number));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
