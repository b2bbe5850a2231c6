package dev.weir.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the log: what is hashed, and what it is found by.
 *
 * @param kind {@code attempt.intent}, {@code attempt.outcome}, {@code exchange.closed}, {@code adjustment} or
 *     {@code admin}
 * @param action what an administrator did, such as {@code key.create}; null for other kinds
 * @param scope the project's id; the organization's for what concerns no single project
 * @param actor the id of the key that acted
 * @param subject what an administrator acted on
 * @param body canonical JSON; it repeats all the others
 */
record LogEntry(
        String kind,
        @Nullable String action,
        Instant at,
        String scope,
        @Nullable String actor,
        @Nullable String exchange,
        @Nullable String attempt,
        @Nullable String subject,
        byte[] body) {
    static final String INTENT = "attempt.intent";
    static final String OUTCOME = "attempt.outcome";
    static final String CLOSED = "exchange.closed";
    static final String ADJUSTMENT = "adjustment";
    static final String ADMIN = "admin";
}
