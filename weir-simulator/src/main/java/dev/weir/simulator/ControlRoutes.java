package dev.weir.simulator;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What tests and people ask of the simulator itself: the served log and the script. */
final class ControlRoutes {
    private final Vertx vertx;
    private final Backstage backstage;

    ControlRoutes(Vertx vertx, Backstage backstage) {
        this.vertx = vertx;
        this.backstage = backstage;
    }

    void list(HttpServerRequest request) {
        answer(request, "application/x-ndjson", () -> {
            JsonBytes out = new JsonBytes();
            served(request).forEach(served -> served.writeTo(out));
            return out.toString();
        });
    }

    void count(HttpServerRequest request) {
        answer(request, "application/json", () -> {
            Map<Outcome, Long> counts = served(request)
                    .collect(Collectors.groupingBy(
                            Served::outcome, () -> new EnumMap<>(Outcome.class), Collectors.counting()));
            return counts(counts);
        });
    }

    private static String counts(Map<Outcome, Long> counts) {
        long all = counts.values().stream().mapToLong(Long::longValue).sum();
        JsonBytes out = new JsonBytes().raw("{\"count\":").number(all).raw(",\"outcomes\":{");
        String comma = "";
        for (Outcome outcome : Outcome.values()) {
            out.raw(comma).string(outcome.wireName()).raw(":");
            out.number(counts.getOrDefault(outcome, 0L));
            comma = ",";
        }
        return out.raw("}}\n").toString();
    }

    void clear(HttpServerRequest request) {
        backstage.clear();
        request.response().setStatusCode(204).end();
    }

    void script(HttpServerRequest request, byte[] body) {
        try {
            backstage.script(Script.parse(new String(body, StandardCharsets.UTF_8)));
            request.response().setStatusCode(204).end();
        } catch (BadScript e) {
            badRequest(request, e, "bad_script");
        }
    }

    /** A full log takes a while to write down: not on the event loop. */
    private void answer(HttpServerRequest request, String type, Callable<String> body) {
        vertx.executeBlocking(body).onComplete(text -> Replies.send(request, 200, type, text), failure -> {
            if (failure instanceof BadScript bad) {
                badRequest(request, bad, "bad_filter");
            } else {
                Replies.error(request, 500, new ErrorBody(failure.toString(), "server_error", null, null));
            }
        });
    }

    private static void badRequest(HttpServerRequest request, BadScript e, String code) {
        String message = String.valueOf(e.getMessage());
        String field = message.contains(":") ? message.substring(0, message.indexOf(':')) : null;
        Replies.error(request, 400, new ErrorBody(message, "invalid_request_error", field, code));
    }

    private Stream<Served> served(HttpServerRequest request) {
        Predicate<Served> since = since(request.getParam("since"));
        String model = request.getParam("model");
        return backstage
                .round()
                .log()
                .served()
                .filter(since)
                .filter(served -> model == null || served.model().equals(model));
    }

    private static Predicate<Served> since(@Nullable String since) {
        if (since == null) {
            return served -> true;
        }
        if (since.matches("\\d{1,18}")) {
            long ordinal = Long.parseLong(since);
            return served -> served.ordinal() > ordinal;
        }
        try {
            Instant from = Instant.parse(since);
            return served -> !served.time().isBefore(from);
        } catch (DateTimeParseException e) {
            throw new BadScript("since: \"" + since
                    + "\" is neither; give an ordinal (what came after it) or an instant such as 2026-01-31T12:00:00Z");
        }
    }
}
