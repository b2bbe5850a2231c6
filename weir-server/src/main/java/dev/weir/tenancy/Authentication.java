package dev.weir.tenancy;

import dev.weir.spi.Principal;
import java.time.Instant;

/** What the text of a key turned out to be. */
public sealed interface Authentication {
    /** A key that is in force. */
    record Accepted(Principal principal) implements Authentication {}

    /**
     * No key that Weir could have made.
     *
     * @param reason a sentence for its holder
     */
    record Malformed(String reason) implements Authentication {}

    /** Well formed, but not known here. */
    record Unknown() implements Authentication {}

    /** Was in force once. */
    record Revoked(String name, String prefix, Instant since) implements Authentication {}
}
