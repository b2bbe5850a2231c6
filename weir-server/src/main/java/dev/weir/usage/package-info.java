/**
 * What was used, by whom, and what it cost. {@link dev.weir.usage.UsageDao} follows the journal and adds up exchanges,
 * attempts and adjustments in the transaction that writes the ledger, so that totals and ledger never differ by a crash;
 * {@link dev.weir.usage.Tally} says what counts where. {@link dev.weir.usage.UsageTotals} answers questions from these
 * totals, {@link dev.weir.usage.UsageCheck} compares them with the ledger. {@link dev.weir.usage.Adjustments} corrects
 * what was counted, {@link dev.weir.usage.Rerating} says what it would have cost by other prices.
 *
 * <p>Traps. A request counts in the quarter of an hour in which it began, an attempt in that in which its money was set
 * aside, an adjustment when it is made. Totals are kept for all calls and, apart from that, for each tag (whom a call is
 * for, its prompt, its task and its batch are tags, too): two of them at a time cannot be asked for, see {@link
 * dev.weir.usage.UsageQuery#labels}.
 */
@NullMarked
package dev.weir.usage;

import org.jspecify.annotations.NullMarked;
