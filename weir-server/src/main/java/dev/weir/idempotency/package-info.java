/**
 * Requests with an {@code Idempotency-Key}: the first answer is kept and given again, byte for byte, and nothing is paid
 * for twice.
 *
 * <p>The room stands around the handlers of the routes that cost money, not in the pipeline, because what is given again
 * is what a caller saw: status, headers and events in the words of a dialect. Only {@link
 * dev.weir.idempotency.IdempotencyRoom#stage} stands inside, before every attempt, and writes into the journal that a key
 * has begun before anything is sent. {@code KeyedCalls} knows the requests that are in progress, each a {@code Flight} that
 * everybody with the same key reads; {@code KeyLog} knows those that are over, in the journal and in a database of its
 * own, of which only a key that was used before is looked up. See docs/decisions/0029.
 *
 * <p>Trap: a key that has begun and has neither a flight nor an end is never sent again. It was cut off by the end of the
 * process, and nobody knows what came of it.
 */
@NullMarked
package dev.weir.idempotency;

import org.jspecify.annotations.NullMarked;
