package dev.weir.audit;

import dev.weir.http.Access;
import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Role;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The log under {@code /api/audit}, and receipts of exchanges. */
final class AuditRoutes {
    private final AuditLog log;
    private final Publisher publisher;

    AuditRoutes(AuditLog log, Publisher publisher) {
        this.log = log;
        this.publisher = publisher;
    }

    Routes routes() {
        Access reader = Access.from(Role.VIEWER);
        Access admin = Access.from(Role.ADMIN);
        return new Routes()
                .get("/api/audit/checkpoint", reader, "The newest signed checkpoint of the log.", this::checkpoint)
                .post(
                        "/api/audit/checkpoint",
                        admin,
                        "Signs a checkpoint now and publishes it. Needs a key for all projects.",
                        "{}",
                        this::sign)
                .get(
                        "/api/audit/publications",
                        admin,
                        "Where checkpoints go, and how far each place has got. Needs a key for all projects.",
                        this::publications)
                .get(
                        "/api/audit/entries",
                        admin,
                        "Entries of the log, newest first; filters: kind, action, actor, subject, from, to.",
                        this::entries)
                .get(
                        "/api/audit/proof/{entry}",
                        reader,
                        "One entry, and the proof that it is in the log of the newest checkpoint.",
                        this::proof)
                .get(
                        "/api/audit/consistency",
                        reader,
                        "The proof that the log of `to` entries begins with that of `from` entries.",
                        this::consistency)
                .post(
                        "/api/audit/verify",
                        admin,
                        "Reads all of the log and compares it with its tree and its checkpoints. Needs a key for all"
                                + " projects.",
                        "{}",
                        this::verify)
                .get(
                        "/api/exchanges/{id}/receipt",
                        reader,
                        "The signed promise that the exchange is in the log.",
                        this::receipt);
    }

    /** On the wire. */
    private record CheckpointView(
            String origin, long size, String root, Instant at, String checkpoint, String verifier) {
        static CheckpointView of(Checkpoints.Signed signed) {
            return new CheckpointView(
                    signed.checkpoint().origin(),
                    signed.size(),
                    Base64.getEncoder().encodeToString(signed.checkpoint().root()),
                    signed.at(),
                    signed.note(),
                    signed.by().toString());
        }
    }

    private Response checkpoint(Request request) {
        return Json.ok(CheckpointView.of(log.checkpoint()));
    }

    private Response sign(Request request) {
        requireAll(request);
        Checkpoints.Signed signed = log.checkpointNow();
        publisher.wake();
        return Json.created(CheckpointView.of(signed));
    }

    private static void requireAll(Request request) {
        if (!request.principal().allProjects()) {
            throw new Refusal(
                    ErrorCode.FORBIDDEN,
                    "The log is one for the whole installation, but this key sees one project.",
                    null,
                    "Use a key for all projects.");
        }
    }

    private record Publications(
            List<Publisher.Published> data, @Nullable String next) {}

    private Response publications(Request request) {
        requireAll(request);
        return Json.ok(new Publications(publisher.published(), null));
    }

    private Response entries(Request request) {
        return Json.ok(log.entries(
                request.principal(),
                filter(request),
                given(request, "cursor").orElse(null),
                request.query("limit", 50, 1, 500)));
    }

    private static EntryFilter filter(Request request) {
        return new EntryFilter(
                given(request, "kind").orElse(null),
                given(request, "action").orElse(null),
                given(request, "actor").orElse(null),
                given(request, "subject").orElse(null),
                instant(request, "from"),
                instant(request, "to"));
    }

    private static Optional<String> given(Request request, String name) {
        return request.query(name).filter(value -> !value.isBlank());
    }

    private static @Nullable Instant instant(Request request, String name) {
        String text = given(request, name).orElse(null);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "'" + text + "' is not a time.",
                    name,
                    "Write it like 2026-11-21T00:00:00Z.");
        }
    }

    private Response proof(Request request) {
        String number = request.path("entry");
        return number(number)
                .flatMap(entry -> log.proof(request.principal(), entry))
                .map(Json::ok)
                .orElseThrow(() -> new Refusal(
                        ErrorCode.NOT_FOUND,
                        "There is no entry '" + number + "' in this project.",
                        null,
                        "GET /api/audit/entries lists them; a receipt names those of its exchange."));
    }

    private static Optional<Long> number(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private Response consistency(Request request) {
        Long from = size(request, "from");
        if (from == null) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST, "From where is missing.", "from", "A number of entries: ?from=100.");
        }
        return Json.ok(log.consistency(from, size(request, "to")));
    }

    private static @Nullable Long size(Request request, String name) {
        String text = given(request, name).orElse(null);
        if (text == null) {
            return null;
        }
        return number(text)
                .filter(size -> size >= 0)
                .orElseThrow(() -> new Refusal(
                        ErrorCode.INVALID_REQUEST,
                        "'" + text + "' is not a number of entries.",
                        name,
                        "A whole number from 0."));
    }

    private Response verify(Request request) {
        requireAll(request);
        return Json.ok(log.check());
    }

    private Response receipt(Request request) {
        String id = request.path("id");
        return log.receipt(request.principal().project(), id)
                .map(Json::ok)
                .orElseThrow(() -> new Refusal(
                        ErrorCode.NOT_FOUND,
                        "There is no exchange '" + id + "' in this project.",
                        null,
                        "GET /api/exchanges lists them."));
    }
}
