/**
 * Mirrors another gateway's traffic: each request that passes is asked of Weir as well, and the two answers are
 * compared.
 *
 * <p>A {@code Copy} is what Weir is asked: the request without its caller's credentials and with Weir's name for the
 * model. A {@code Told} is an answer with the times at which it came; {@code Reading} makes a {@code Seen} of its
 * bytes: status, shape, kinds of events, finish reasons, tokens, cost. {@code Comparison} finds the {@code
 * Difference}s of two. {@link dev.weir.mirror.Mirror} brings all of it together, behind the
 * {@link dev.weir.provider.transport.Relay} that callers use, or for requests of a {@link dev.weir.mirror.TrafficLog};
 * {@link dev.weir.mirror.Summary} adds up.
 *
 * <p>Traps: nothing here may wait on a caller's way, so whatever does not fit is dropped and counted. What people wrote
 * and what models answered stays inside: differences name fields and numbers, and fields whose names the content chose
 * are not looked into.
 */
@NullMarked
package dev.weir.mirror;

import org.jspecify.annotations.NullMarked;
