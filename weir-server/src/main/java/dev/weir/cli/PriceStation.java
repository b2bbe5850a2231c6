package dev.weir.cli;

import dev.weir.kernel.Clock;
import dev.weir.metering.Price;
import dev.weir.metering.PriceBook;
import dev.weir.spi.Usage;
import java.io.IOException;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** The tokens that were measured, at the prices of real models. */
final class PriceStation implements Station {
    private static final Map<String, List<String>> MODELS = new TreeMap<>(Map.of(
            "anthropic", List.of("claude-sonnet-4-5", "claude-haiku-4-5"),
            "google", List.of("gemini-2.5-flash"),
            "openai", List.of("gpt-5", "gpt-4o-mini")));

    private static final int THOUSAND = 1000;

    @Override
    public String title() {
        return "What it would have cost elsewhere";
    }

    @Override
    public void run(Guide guide) throws IOException, InterruptedException {
        guide.say("Both calls cost nothing here. The same tokens at list prices of today, exact to the picodollar:");
        guide.out().println();
        Table table = new Table().text("MODEL");
        List<Usage> measured = new ArrayList<>();
        for (Guide.Call call : guide.calls()) {
            JsonNode exchange = guide.exchange(call.exchange());
            Usage usage = CostText.usage(exchange.path("usage"));
            measured.add(usage);
            table.number(call.name() + " (" + usage.inputTokens() + " in, " + usage.outputTokens() + " out)");
        }
        table.number("1M IN").number("1M OUT");
        Instant now = Clock.SYSTEM.instant();
        MODELS.forEach((provider, models) ->
                models.forEach(model -> row(table, provider + "/" + model, price(provider, model, now), measured)));
        table.print(guide.out(), "  ");
    }

    private static Optional<Price> price(String provider, String model, Instant at) {
        return PriceBook.shipped().price(provider, model, at);
    }

    private static void row(Table table, String model, Optional<Price> price, List<Usage> measured) {
        price.ifPresent(known -> {
            List<String> cells = new ArrayList<>(List.of(model));
            measured.forEach(usage -> cells.add(Shown.money(known.cost(usage).display(), known.currency())));
            cells.add(million(known, Usage.of(THOUSAND, 0)));
            cells.add(million(known, Usage.of(0, THOUSAND)));
            table.row(cells.toArray(String[]::new));
        });
    }

    /** By the thousand, which is under every threshold of the prices that grow with the input. */
    private static String million(Price price, Usage thousand) {
        String amount = price.cost(thousand)
                .times(THOUSAND)
                .amount()
                .setScale(2, RoundingMode.HALF_EVEN)
                .toPlainString();
        return Shown.money(amount, price.currency());
    }
}
