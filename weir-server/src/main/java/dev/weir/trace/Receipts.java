package dev.weir.trace;

import dev.weir.spi.Exchange;
import org.jspecify.annotations.Nullable;

/** Promises of the audit log, for callers who want one with their answer. */
@FunctionalInterface
public interface Receipts {
    /** A JSON object; null if it cannot be given now. Waits until the exchange, which is in the journal, is logged. */
    @Nullable
    String of(Exchange exchange);
}
