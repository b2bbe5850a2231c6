package dev.weir.cli;

import dev.weir.spi.Usage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** What an attempt cost, with its arithmetic. */
final class CostText {
    private static final Pattern RATE = Pattern.compile("(input|output) ([0-9.]+) [A-Z]{3} per ([0-9]+)([MK]?)");
    private final JsonNode attempt;

    CostText(JsonNode attempt) {
        this.attempt = attempt;
    }

    String line() {
        String price = Shown.text(attempt, "price");
        if (Shown.text(attempt, "cost").isEmpty()) {
            return "unknown: no price is known for " + Shown.text(attempt, "deployment")
                    + " (prices in weir.yaml sets one)";
        }
        return Shown.money(attempt)
                + sum().map(terms -> " = " + terms).orElse(price.isEmpty() ? "" : "   (" + price + ")");
    }

    /** The sum, where it is one of whole input and whole output; what it makes must be the cost. */
    private Optional<String> sum() {
        List<String> terms = new ArrayList<>();
        BigDecimal total = BigDecimal.ZERO;
        Matcher rate = RATE.matcher(Shown.text(attempt, "price"));
        while (rate.find()) {
            long tokens = attempt.path("usage").path(rate.group(1) + "_tokens").asLong(0);
            BigDecimal amount = new BigDecimal(rate.group(2));
            total = total.add(amount.multiply(BigDecimal.valueOf(tokens)).divide(per(rate), MathContext.DECIMAL128));
            terms.add("%s %s × %s / %s%s"
                    .formatted(Shown.number(tokens), rate.group(1), amount, rate.group(3), rate.group(4)));
        }
        BigDecimal cost = new BigDecimal(Shown.text(attempt, "cost"));
        return terms.isEmpty() || total.compareTo(cost) != 0
                ? Optional.empty()
                : Optional.of(String.join(" + ", terms));
    }

    private static BigDecimal per(Matcher rate) {
        int zeros = switch (rate.group(4)) {
            case "M" -> 6;
            case "K" -> 3;
            default -> 0;
        };
        return new BigDecimal(rate.group(3)).movePointRight(zeros);
    }

    static Usage usage(JsonNode usage) {
        return Usage.builder()
                .inputTokens(usage.path("input_tokens").asLong(0))
                .cachedInputTokens(usage.path("cached_input_tokens").asLong(0))
                .cacheWriteTokens(usage.path("cache_write_tokens").asLong(0))
                .outputTokens(usage.path("output_tokens").asLong(0))
                .reasoningTokens(usage.path("reasoning_tokens").asLong(0))
                .toolTokens(usage.path("tool_tokens").asLong(0))
                .audioInputTokens(usage.path("audio_input_tokens").asLong(0))
                .audioOutputTokens(usage.path("audio_output_tokens").asLong(0))
                .searches(usage.path("searches").asLong(0))
                .cachedAudioInputTokens(usage.path("cached_audio_input_tokens").asLong(0))
                .hourCacheWriteTokens(usage.path("hour_cache_write_tokens").asLong(0))
                .estimated(usage.path("estimated").asBoolean(false))
                .build();
    }
}
