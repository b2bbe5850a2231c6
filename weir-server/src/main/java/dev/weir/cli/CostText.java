package dev.weir.cli;

import dev.weir.metering.Price;
import dev.weir.metering.PriceBook;
import dev.weir.spi.Usage;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What an attempt cost, with the arithmetic where the price is one that ships with Weir. */
final class CostText {
    private final JsonNode exchange;
    private final JsonNode attempt;

    CostText(JsonNode exchange, JsonNode attempt) {
        this.exchange = exchange;
        this.attempt = attempt;
    }

    String line() {
        if (Shown.text(attempt, "cost").isEmpty()) {
            return "unknown: no price is known for " + Shown.text(attempt, "deployment")
                    + " (set one under 'prices' in weir.yaml)";
        }
        String id = Shown.text(attempt, "price");
        return shipped(id)
                .map(this::arithmetic)
                .orElseGet(() -> Shown.money(attempt) + (id.isEmpty() ? "" : " by the price " + id));
    }

    private Optional<Price> shipped(String id) {
        String deployment = Shown.text(attempt, "deployment");
        int slash = deployment.indexOf('/');
        String provider = slash < 0 ? deployment : deployment.substring(0, slash);
        String model = deployment.substring(slash + 1);
        Instant at = Instant.parse(Shown.text(exchange, "time"));
        PriceBook book = PriceBook.shipped();
        return book.price(provider, model, at)
                .filter(price -> price.id().equals(id))
                .or(() -> book.price(null, model, at).filter(price -> price.id().equals(id)));
    }

    private String arithmetic(Price price) {
        if (price == Price.FREE) {
            return Shown.money(attempt) + ": it ran here";
        }
        Usage usage = usage(attempt.path("usage"));
        return Shown.money(attempt) + " = input "
                + Shown.money(price.inputCost(usage).display(), price.currency()) + " + output "
                + Shown.money(price.outputCost(usage).display(), price.currency()) + "   (" + price + ")";
    }

    static Usage usage(JsonNode usage) {
        return new Usage(
                usage.path("input_tokens").asLong(0),
                usage.path("cached_input_tokens").asLong(0),
                usage.path("cache_write_tokens").asLong(0),
                usage.path("output_tokens").asLong(0),
                usage.path("reasoning_tokens").asLong(0),
                usage.path("tool_tokens").asLong(0),
                usage.path("audio_input_tokens").asLong(0),
                usage.path("audio_output_tokens").asLong(0),
                usage.path("estimated").asBoolean(false));
    }
}
