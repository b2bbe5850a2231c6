package dev.weir.idempotency;

import java.util.Locale;

/** What a request with an idempotency key got. */
enum Given {
    /** It was the first: an answer of its own. */
    FIRST,
    /** The answer of the first, while that was being made. */
    SHARED,
    /** The answer of the first, which is kept. */
    REPLAYED,
    /** A refusal: the key belongs to other parameters. */
    REUSED,
    /** A refusal: nobody knows what came of the first. */
    UNKNOWN,
    /** A refusal: the first is over without an answer that is kept. */
    NOT_KEPT;

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
