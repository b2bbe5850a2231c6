package dev.weir.mirror;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * An answer, and when it came.
 *
 * @param status 0 if there was none
 * @param whole false if it broke off, or was too large to keep
 * @param firstNanos from the request's end to the first byte of the body; negative where nobody knows
 * @param totalNanos to the last one; negative where nobody knows
 * @param cost what its headers, or the ledger, say that it costs, in dollars; null if they do not
 * @param exchange Weir's id of it; empty where there is none
 */
record Told(
        int status,
        boolean whole,
        String contentType,
        byte[] body,
        long firstNanos,
        long totalNanos,
        @Nullable BigDecimal cost,
        String exchange) {
    static final Told NOTHING = new Told(0, false, "", new byte[0], -1, -1, null, "");

    Told costing(@Nullable BigDecimal dollars) {
        return new Told(status, whole, contentType, body, firstNanos, totalNanos, dollars, exchange);
    }
}
