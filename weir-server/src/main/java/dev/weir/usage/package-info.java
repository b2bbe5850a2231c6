/**
 * What was used, by whom, and what it cost. {@link dev.weir.usage.UsageDao} follows the journal and adds up exchanges,
 * attempts and adjustments in the transaction that writes the ledger, so that totals and ledger never differ by a crash;
 * {@link dev.weir.usage.Tally} says what counts where. {@link dev.weir.usage.UsageTotals} answers questions from these
 * totals, {@link dev.weir.usage.UsageCheck} compares them with the ledger.
 *
 * <p>Traps. A request counts in the quarter of an hour in which it began, an attempt in that in which its money was set
 * aside, an adjustment when it is made. Totals are kept for all calls and, apart from that, for each tag (whom a call is
 * for is one of them): two tags at a time cannot be asked for.
 */
@NullMarked
package dev.weir.usage;

import org.jspecify.annotations.NullMarked;
