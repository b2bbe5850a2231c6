/**
 * Fault drills: one key's calls to one model meet a fault at its first deployment, and nobody else's do.
 *
 * <p>While a {@code Drill} is on, {@link dev.weir.drill.DrillRoom} gives routing a copy of the model with limits and
 * health of its own, so that a drill opens no breaker and slows no strategy for others. {@code DrillStage}, innermost,
 * marks the attempts of such calls; {@link dev.weir.drill.DrillOutbound}, around the one outgoing client, plays the
 * {@code Fault} on the wire of a marked attempt. The provider's adapter, metering and routing do not know of it, so
 * that what is seen is what would happen. Its calls pass the cache by: an answer from memory, or a call shared with
 * somebody else, would show no fault, and what a fault leaves behind is nobody else's. A drill ends by itself.
 *
 * <p>Hint: a fault that strikes in the middle of an answer needs the beginning of a real one, which the provider
 * charges for. All others reach no provider.
 */
@NullMarked
package dev.weir.drill;

import org.jspecify.annotations.NullMarked;
