package dev.weir.routing;

import dev.weir.dialect.RequestNeeds;
import dev.weir.metering.Price;
import dev.weir.metering.PriceList;
import dev.weir.metering.TokenEstimator;
import dev.weir.spi.Call;
import dev.weir.spi.Capability;
import dev.weir.spi.Money;
import dev.weir.spi.Operation;
import dev.weir.spi.Passage;
import dev.weir.spi.Target;
import dev.weir.spi.Usage;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a call asks of a deployment, worked out as far as somebody wants to know. Not thread-safe. */
final class Demand {
    /** The output that is expected where the caller sets no limit. */
    private static final long USUAL_OUTPUT = 500;

    private static final int BYTES_PER_TOKEN = 4;

    private final Call call;
    private final Models.Model model;
    private final TokenEstimator tokens;
    private final PriceList prices;
    private final Map<String, Long> inputTokens = new HashMap<>(4);
    private @Nullable Set<Capability> needs;

    Demand(Call call, Models.Model model, TokenEstimator tokens, PriceList prices) {
        this.call = call;
        this.model = model;
        this.tokens = tokens;
        this.prices = prices;
    }

    Call call() {
        return call;
    }

    Models.Model model() {
        return model;
    }

    Set<Capability> needs() {
        if (needs == null) {
            needs = RequestNeeds.of(call.operation().payload());
        }
        return needs;
    }

    /** As that model counts; pictures and sound are not counted. */
    long inputTokens(Target target) {
        return inputTokens.computeIfAbsent(target.model(), this::count);
    }

    private long count(String name) {
        long sum = 0;
        for (Passage passage : call.passages()) {
            sum += tokens.count(name, passage.text());
        }
        return sum
                + switch (call.operation()) {
                    case Operation.Chat chat -> tokens.count(name, chat.messages());
                    case Operation.CountTokens count -> tokens.count(name, count.messages());
                    case Operation.Moderate moderate ->
                        moderate.input().stream()
                                .mapToLong(text -> tokens.count(name, text))
                                .sum();
                    case Operation.Rerank rerank -> tokens.count(name, rerank);
                    case Operation.Embed embed
                    when embed.input().isEmpty() -> embed.payload().json().length / BYTES_PER_TOKEN;
                    case Operation.Embed embed ->
                        embed.input().stream()
                                .mapToLong(text -> tokens.count(name, text))
                                .sum();
                };
    }

    /** The caller's limit; null if there is none. */
    @Nullable
    Long outputLimit() {
        return switch (call.operation()) {
            case Operation.Chat chat -> chat.maxOutputTokens();
            case Operation.Embed embed -> Long.valueOf(0);
            case Operation.Moderate moderate -> Long.valueOf(0);
            case Operation.Rerank rerank -> Long.valueOf(0);
            case Operation.CountTokens count -> Long.valueOf(0);
        };
    }

    long expectedOutput() {
        Long limit = outputLimit();
        return limit == null ? USUAL_OUTPUT : limit;
    }

    /** Input and expected output. */
    long expectedTokens(Target target) {
        return inputTokens(target) + expectedOutput();
    }

    @Nullable
    Price price(Target target) {
        return prices.price(target, call.recording().startedAt());
    }

    /** What the call is expected to cost there, the largest amount if that is more; null if there is no price. */
    @Nullable
    Money expectedCost(Target target) {
        Price price = price(target);
        if (price == null) {
            return null;
        }
        try {
            return price.cost(Usage.estimate(inputTokens(target), expectedOutput()));
        } catch (ArithmeticException beyondAllAmounts) {
            return new Money(Long.MAX_VALUE);
        }
    }
}
