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
 * and from the calls of the last minute that {@code MinuteDao} finds among the exchanges.
 *
 * <p>Trap: nothing in here may block. A waiting call is an object in a queue, not a thread; whoever leaves a place runs
 * the next ones' {@link dev.weir.http.Turnstile.Entrant} outside the lock.
 */
@NullMarked
package dev.weir.limits;

import org.jspecify.annotations.NullMarked;
