package dev.weir.mirror;

import dev.weir.http.Json;
import dev.weir.kernel.Clock;
import dev.weir.spi.Cancellation;
import dev.weir.spi.Outbound;
import dev.weir.spi.OutboundException;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Asks a gateway, as any client would, and keeps what it tells. Thread-safe. */
final class Asking {
    /** What gateways say that an answer costs: LiteLLM's header. */
    private static final List<String> COST_HEADERS = List.of("x-litellm-response-cost");

    private static final int LARGEST = 16 << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Outbound.Timeouts TIMEOUTS =
            new Outbound.Timeouts(Duration.ofSeconds(10), PATIENCE, PATIENCE, PATIENCE);
    private static final int NOT_FOUND = 404;
    /** Digits; written out, a number such as 1e999999999 has no end. */
    private static final int LONGEST_AMOUNT = 100;

    private static final int LOOKS = 60;
    private static final long LOOK_AGAIN = 50;

    private final Outbound outbound;
    private final URI base;
    private final Map<String, String> headers;
    private final Clock clock;

    /**
     * @param headers for every request, names in lower case, such as the key
     */
    Asking(Outbound outbound, URI base, Map<String, String> headers, Clock clock) {
        this.outbound = outbound;
        this.base = base;
        this.headers = Map.copyOf(headers);
        this.clock = clock;
    }

    Told ask(Copy copy, Cancellation cancellation) {
        Map<String, String> all = new HashMap<>(copy.headers());
        all.putAll(headers);
        long start = clock.nanoTime();
        try (Outbound.Reply reply = outbound.send(request("POST", copy.path(), all, copy.body()), cancellation)) {
            return read(reply, start);
        } catch (OutboundException e) {
            return Told.NOTHING;
        }
    }

    private Outbound.Request request(String method, String path, Map<String, String> all, byte[] body) {
        return new Outbound.Request(method, URI.create(base + path), all, body, true, TIMEOUTS);
    }

    private Told read(Outbound.Reply reply, long start) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        long first = -1;
        boolean whole = true;
        try {
            for (byte[] piece = reply.next(); piece.length > 0; piece = reply.next()) {
                first = first < 0 ? clock.nanoTime() - start : first;
                body.write(piece, 0, Math.min(piece.length, LARGEST - body.size()));
            }
            whole = body.size() < LARGEST;
        } catch (OutboundException e) {
            whole = false;
        }
        long total = clock.nanoTime() - start;
        return new Told(
                reply.status(),
                whole,
                reply.header("content-type").orElse(""),
                body.toByteArray(),
                first < 0 ? total : first,
                total,
                cost(name -> reply.header(name).orElse(null)),
                reply.header("x-weir-exchange-id").orElse(""));
    }

    /** What an answer's headers say that it costs; null if they say nothing, or no number. */
    static @Nullable BigDecimal cost(UnaryOperator<@Nullable String> headers) {
        for (String name : COST_HEADERS) {
            String told = headers.apply(name);
            if (told != null) {
                return amount(told);
            }
        }
        return null;
    }

    private static @Nullable BigDecimal amount(String text) {
        try {
            BigDecimal amount = new BigDecimal(text.strip());
            return Math.abs((long) amount.scale()) + amount.precision() <= LONGEST_AMOUNT ? amount : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** What Weir's ledger says that an exchange costs, as soon as it does; the answer itself if it says nothing. */
    Told priced(Told told) {
        for (int look = 0; look < LOOKS && !told.exchange().isEmpty(); look++) {
            Told found = looked(told);
            if (found != null || !pause()) {
                return found == null ? told : found;
            }
        }
        return told;
    }

    /** Null if it is not there yet. */
    private @Nullable Told looked(Told told) {
        Outbound.Request request = request("GET", "/api/exchanges/" + told.exchange(), headers, new byte[0]);
        try (Outbound.Reply reply = outbound.send(request, new Cancellation())) {
            byte[] body = reply.readAll(LARGEST);
            if (reply.status() == NOT_FOUND) {
                return null;
            }
            return reply.status() == 200 ? told.costing(cost(Json.MAPPER.readTree(body))) : told;
        } catch (OutboundException | JacksonException e) {
            return told;
        }
    }

    private static @Nullable BigDecimal cost(JsonNode exchange) {
        String cost = exchange.path("cost").asString("");
        boolean dollars = exchange.path("cost_currency").asString("USD").equals("USD");
        return dollars && !cost.isEmpty() ? amount(cost) : null;
    }

    private static boolean pause() {
        try {
            Thread.sleep(LOOK_AGAIN);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
