package dev.weir.drill;

import dev.weir.http.Json;
import dev.weir.kernel.Clock;
import dev.weir.spi.Cancellation;
import dev.weir.spi.Outbound;
import dev.weir.spi.OutboundException;
import dev.weir.spi.OutboundException.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The outgoing client, with a fault on the wire of attempts that are part of a drill. All others pass untouched. */
public final class DrillOutbound implements Outbound {
    private static final Duration LATE = Duration.ofSeconds(20);
    private static final String TOO_LONG = error(
            "This model's maximum context length is 8192 tokens, and the request is longer (a drill).",
            "messages",
            "context_length_exceeded");
    private static final String FILTERED =
            error("The prompt was filtered by the content policy (a drill).", "prompt", "content_filter");
    private static final String NO_PREFILL =
            error("The last message must not be the assistant's (a drill).", "messages", "unsupported_value");

    private final Outbound real;
    private final Clock clock;

    public DrillOutbound(Outbound real, Clock clock) {
        this.real = real;
        this.clock = clock;
    }

    private static String error(String message, String param, String code) {
        return Json.MAPPER.writeValueAsString(Map.of(
                "error", Map.of("message", message, "type", "invalid_request_error", "param", param, "code", code)));
    }

    @Override
    public Reply send(Request request, Cancellation cancellation) throws OutboundException {
        if (!Struck.NOW.isBound()) {
            return real.send(request, cancellation);
        }
        Struck struck = Struck.NOW.get();
        if (struck.first()) {
            return faulty(struck, request, cancellation);
        }
        boolean rejected = struck.fault() == Fault.CUT_NO_PREFILL && isPrefilled(request.body());
        return rejected ? new ToldReply(400, Map.of(), NO_PREFILL) : real.send(request, cancellation);
    }

    private static boolean isPrefilled(byte[] body) {
        try {
            JsonNode messages = Json.MAPPER.readTree(body).path("messages");
            return messages.path(messages.size() - 1).path("role").asString("").equals("assistant");
        } catch (JacksonException e) {
            return false;
        }
    }

    private Reply faulty(Struck struck, Request request, Cancellation cancellation) throws OutboundException {
        return switch (struck.fault()) {
            case RATE_LIMITED_ONCE ->
                struck.isLater() ? real.send(request, cancellation) : status(429, Map.of("retry-after", "1"));
            case RATE_LIMITED -> status(429, Map.of());
            case ERROR_ONCE -> struck.isLater() ? real.send(request, cancellation) : status(500, Map.of());
            case UNAVAILABLE, ACCOUNTING -> status(503, Map.of());
            case FLAPPING -> struck.isDown(clock) ? status(503, Map.of()) : real.send(request, cancellation);
            case RESET -> throw new OutboundException(Reason.BROKEN, "the connection was closed (a drill)");
            case SILENT -> throw silence(request.timeouts().head(), cancellation);
            case LATE_BODY -> {
                Duration patience = request.timeouts().head();
                if (patience.compareTo(LATE) <= 0) {
                    throw silence(patience, cancellation);
                }
                pause(LATE, cancellation);
                yield real.send(request, cancellation);
            }
            case CONTEXT_LENGTH -> new ToldReply(400, Map.of(), TOO_LONG);
            case CONTENT_FILTER -> new ToldReply(400, Map.of(), FILTERED);
            case CUT, CUT_NO_PREFILL, STALLED, MALFORMED, NO_DONE -> midway(struck, request, cancellation);
        };
    }

    private Reply midway(Struck struck, Request request, Cancellation cancellation) throws OutboundException {
        boolean harmless = struck.fault() == Fault.NO_DONE && !struck.stream();
        if (struck.stream() || harmless) {
            Reply reply = real.send(request, cancellation);
            return harmless || reply.status() != 200
                    ? reply
                    : new BrokenStream(
                            reply,
                            struck.fault(),
                            () -> silence(request.timeouts().idle(), cancellation));
        }
        if (struck.fault() == Fault.STALLED) {
            throw silence(request.timeouts().idle(), cancellation);
        }
        if (struck.fault() == Fault.MALFORMED) {
            return new ToldReply(200, Map.of(), "{\"id\": \"drill\", \"choices\": [");
        }
        throw new OutboundException(Reason.BROKEN, "the connection was closed before the body's end (a drill)");
    }

    private static Reply status(int status, Map<String, String> headers) {
        return new ToldReply(status, headers, "{\"error\": {\"message\": \"A drill.\", \"type\": \"drill\"}}");
    }

    /** Waits, unless the caller leaves, and says so. */
    private static OutboundException silence(Duration patience, Cancellation cancellation) {
        return pause(patience, cancellation)
                ? new OutboundException(Reason.CANCELLED, "the call was cancelled")
                : new OutboundException(
                        Reason.TIMEOUT, "the provider was silent for " + patience.toMillis() + " ms (a drill)");
    }

    /** Whether the caller left meanwhile. */
    private static boolean pause(Duration time, Cancellation cancellation) {
        CountDownLatch left = new CountDownLatch(1);
        try (Cancellation.Registration registration = cancellation.onCancel(left::countDown)) {
            return left.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
