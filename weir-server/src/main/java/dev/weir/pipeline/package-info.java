/**
 * The way of one call. A {@link dev.weir.pipeline.Stage} sees it on the way in and its answer on the way out; {@link
 * dev.weir.pipeline.Pipeline} strings stages together once, at the start. Whatever needs a model inside Weir goes
 * through {@link dev.weir.pipeline.Gateway}, so that it is metered and traced like any other call.
 *
 * <p>Hint: a stage that looks at a stream decorates {@link dev.weir.spi.Events}; {@link
 * dev.weir.pipeline.FinishingEvents} tells it once how the stream ended.
 */
@NullMarked
package dev.weir.pipeline;

import org.jspecify.annotations.NullMarked;
