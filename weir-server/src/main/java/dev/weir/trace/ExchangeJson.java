package dev.weir.trace;

import dev.weir.http.Json;
import dev.weir.spi.Exchange;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** An exchange that no server stored, as {@code GET /api/exchanges/ID} would have shown it. */
public final class ExchangeJson {
    private ExchangeJson() {}

    public static JsonNode of(Exchange exchange) {
        return Json.tree(Json.bytes(ExchangeView.of(new FoundExchange(summary(exchange), exchange, false))));
    }

    private static ExchangeSummary summary(Exchange exchange) {
        return new ExchangeSummary(
                exchange.id().value(),
                exchange.key().value(),
                exchange.startedAt(),
                exchange.operation(),
                exchange.stream(),
                exchange.model(),
                exchange.target() == null ? null : exchange.target().name(),
                exchange.status().name().toLowerCase(Locale.ROOT),
                exchange.error(),
                exchange.finishReason(),
                exchange.usage(),
                exchange.cost(),
                exchange.currency(),
                exchange.durationNanos() / 1000,
                micros(exchange.firstTokenNanos()),
                exchange.attempts().size(),
                exchange.cached());
    }

    private static @Nullable Long micros(long nanos) {
        return nanos < 0 ? null : (Long) (nanos / 1000);
    }
}
