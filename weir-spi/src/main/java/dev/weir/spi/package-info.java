/**
 * What every other part of Weir, and every extension, agrees on.
 *
 * <p>A {@link dev.weir.spi.Call} travels the pipeline and comes back as an {@link dev.weir.spi.Answer}; on the way
 * each stage contributes to its {@link dev.weir.spi.Recording}, which is frozen into an {@link
 * dev.weir.spi.Exchange} when the call is over. A {@link dev.weir.spi.Provider} is the last stop: one adapter to one
 * vendor's protocol.
 *
 * <p>Expected outcomes are data ({@link dev.weir.spi.Answer.Refused}, {@link dev.weir.spi.Event.Failed}), never
 * exceptions across stages. This module depends on nothing but the JDK and JSpecify, so that an extension does not
 * inherit Weir's libraries.
 */
@NullMarked
package dev.weir.spi;

import org.jspecify.annotations.NullMarked;
