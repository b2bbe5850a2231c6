package dev.weir.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param next the cursor for the part after it; null at the end
 */
public record ExchangePage(
        List<ExchangeSummary> exchanges, @Nullable String next) {
    public ExchangePage {
        exchanges = List.copyOf(exchanges);
    }
}
