/**
 * Fits and measures the model that says whether passages support a sentence. {@link
 * dev.weir.bench.groundedness.GroundednessBenchmark} is the command.
 */
@NullMarked
package dev.weir.bench.groundedness;

import org.jspecify.annotations.NullMarked;
