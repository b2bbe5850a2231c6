package dev.weir.limits;

import dev.weir.tenancy.Subject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One limit as it stands, and what a call would find.
 *
 * @param limit what is limited, such as {@code rpm}
 * @param allowed the limit
 * @param used what is used of it now; null where others count it
 * @param wanted what the call would take
 * @param waits whether calls wait here for room rather than being refused
 * @param passes whether there is room
 * @param pause until there may be room; null if there is, or never
 */
public record RateLine(
        Subject subject,
        String limit,
        long allowed,
        @Nullable Long used,
        long wanted,
        boolean waits,
        boolean passes,
        @Nullable Duration pause) {}
