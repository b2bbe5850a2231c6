package dev.weir.tenancy;

import java.time.Instant;

/**
 * A key's change of text.
 *
 * @param previousPrefix how its text started before
 * @param previousUntil until when the text before is taken, too
 */
public record Rotation(Instant at, String previousPrefix, Instant previousUntil) {
    /** Whether the text before is still taken. */
    public boolean isOpen(Instant now) {
        return now.isBefore(previousUntil);
    }
}
