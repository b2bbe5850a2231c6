package dev.weir.trace;

import dev.weir.spi.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * One exchange.
 *
 * @param exchange the whole trace; null when it was left open by a crash, or its retention is over
 * @param erased whether the content can no longer be read because the key to it was destroyed
 */
public record FoundExchange(
        ExchangeSummary summary, @Nullable Exchange exchange, boolean erased) {}
