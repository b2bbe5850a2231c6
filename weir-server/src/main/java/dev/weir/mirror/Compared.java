package dev.weir.mirror;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two answers to one request, without what is in them.
 *
 * @param number of the request among those that were copied, from 1
 * @param path Weir's
 * @param model as the caller named it
 */
public record Compared(
        long number, String path, String model, boolean stream, Side theirs, Side weir, List<Difference> differences) {
    /**
     * One gateway's answer.
     *
     * @param status 0 if there was none
     * @param firstMs to the first byte of the body; null where nobody knows
     * @param cost in dollars; null where nobody says
     * @param exchange Weir's id; null for the other gateway
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Side(
            int status,
            @Nullable Double firstMs,
            @Nullable Double totalMs,
            @Nullable Tokens tokens,
            @Nullable BigDecimal cost,
            @Nullable String exchange) {
        static Side of(Told told, Seen seen) {
            return new Side(
                    told.status(),
                    ms(told.firstNanos()),
                    ms(told.totalNanos()),
                    seen.tokens(),
                    seen.cost(),
                    told.exchange().isEmpty() ? null : told.exchange());
        }

        private static @Nullable Double ms(long nanos) {
            return nanos < 0 ? null : Double.valueOf(nanos / 10_000 / 100.0);
        }
    }

    public boolean isEqual() {
        return differences.isEmpty();
    }
}
