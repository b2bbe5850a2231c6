/**
 * Who may begin now, and how much.
 *
 * <p>{@link dev.weir.limits.Admission} is the turnstile in front of every call: a call whose process, project and key
 * have a place begins at once, any other waits in {@link dev.weir.limits.AdmissionQueue} or is refused with the reason
 * and a time to come back.
 *
 * <p>Three classes ({@link dev.weir.spi.Priority}) share the places; inside a class, projects take turns, and inside a
 * project its keys do. How long a call may wait depends on whether the queue stands: a burst is waited out, an overload
 * is not. Memory and descriptors that run short lower the bound ({@code Pressure}).
 *
 * <p>Behind the turnstile, when a face has read the call, {@link dev.weir.limits.RateRoom} holds it to what its
 * organization, project, key, user, model and tags may have by the minute and by the day ({@code RateBook}): all of them
 * have room, or none is charged. A start goes on from the tokens of today that {@code TokenDao} followed in the journal,
 * and from the calls of the last minute that {@code MinuteDao} finds among the exchanges. Nodes that share a Redis count
 * there together ({@code SharedRates}); calls in progress are each node's own. A key that is refused again and again is
 * made to wait, if the configuration says so ({@code SlowDown}), and {@code DayWatch} tells which shares of a day's
 * tokens were used.
 *
 * <p>Trap: nothing at the turnstile may block. A call that waits there is an object in a queue, not a thread; whoever
 * leaves a place runs the next ones' {@link dev.weir.http.Turnstile.Entrant} outside the lock. Behind it a call has a
 * virtual thread, which may wait for Redis or for a slowed key's delay.
 */
@NullMarked
package dev.weir.limits;

import org.jspecify.annotations.NullMarked;
