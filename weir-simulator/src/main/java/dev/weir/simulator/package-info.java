/**
 * A scriptable upstream that speaks OpenAI's chat completions and embeddings: the provider behind Weir's tests,
 * benchmarks and tour.
 *
 * <p>A {@link dev.weir.simulator.Script} says what is answered, how fast, at what usage, and what goes wrong when. A
 * request is numbered on arrival; every random decision is a function of the script's seed and that number, so a run
 * repeats itself whatever the clock and the interleaving of clients do. What was served, cut or cancelled stands in a
 * bounded log that tests read as {@link dev.weir.simulator.Served} and everybody else over {@code GET /_served}.
 *
 * <p>Everything runs on event loops and nothing blocks them. The way of a request: {@code FrontDoor} collects the body,
 * {@code Rehearsal} numbers it and decides by script, a {@code Payload} knows the bytes of the reply, and a
 * {@code Transmission} sends them at the pace of the script until it ends, stops or is left by its client. The
 * simulator has to outrun what it is the upstream of, hence one streaming pass over the request, replies written by
 * hand into a reused buffer, and no timer and no close handler on a reply that leaves in one piece.
 */
@NullMarked
package dev.weir.simulator;

import org.jspecify.annotations.NullMarked;
