/**
 * What a call costs. The {@link dev.weir.metering.PriceBook} finds the dated {@link dev.weir.metering.Price} of a
 * deployment: the operator's own first, then the table that ships with Weir. A price turns {@link dev.weir.spi.Usage}
 * into {@link dev.weir.spi.Money} in whole picodollars; floating point is never used. A model without a price has no
 * cost, which is not the same as costing nothing: only models that run in this process cost nothing.
 *
 * <p>Where a provider did not say how many tokens it used, as when a stream was cancelled, {@link
 * dev.weir.metering.TokenEstimator} counts, and the usage is marked as estimated.
 */
@NullMarked
package dev.weir.metering;

import org.jspecify.annotations.NullMarked;
