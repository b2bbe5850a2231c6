package dev.weir.billing;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Money that an organization has with whoever bills it.
 *
 * @param prepaid whether it was paid, and pays what is due; else it was given, and reduces what is charged
 * @param startsAt bills of months that end later may use it
 * @param expiresAt bills of months that end later may not; null for never
 * @param left what no invoice has used yet
 */
record Credit(
        String id,
        boolean prepaid,
        BigDecimal amount,
        String currency,
        Instant startsAt,
        @Nullable Instant expiresAt,
        String reason,
        Instant createdAt,
        String createdBy,
        BigDecimal left) {
    /** Whether a month that ends then may use it. */
    boolean isGoodAt(Instant end) {
        return startsAt.isBefore(end) && (expiresAt == null || !expiresAt.isBefore(end));
    }

    Credit withLeft(BigDecimal rest) {
        return new Credit(id, prepaid, amount, currency, startsAt, expiresAt, reason, createdAt, createdBy, rest);
    }

    Balance balance() {
        return new Balance(id, prepaid, left, reason);
    }
}
