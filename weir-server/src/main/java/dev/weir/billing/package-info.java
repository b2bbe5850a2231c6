/**
 * Bills. A {@link dev.weir.billing.Plan} says what an organization pays for what it used; an invoice is made of the audit
 * log, and of nothing else: {@link dev.weir.billing.EntryReader} finds the charges in an entry, {@link
 * dev.weir.billing.Tallies} adds them up by project and model, {@link dev.weir.billing.Rating} makes lines of the sums.
 * So each amount has its entry, each entry is a leaf of the log's tree, and {@link dev.weir.billing.InvoiceCheck} can do
 * all of it again, without a server, from a file.
 *
 * <p>A month takes a stretch of each node's log, from where it begins among the organization's entries to where it ends.
 * The stretches of two months share no entry and leave none out, whatever the clock did; {@link dev.weir.billing.Finals}
 * says where those of final invoices begin and end. Trap: a call counts in the month in which it ended, since only then its
 * cost is known; a budget counts it where it began.
 *
 * <p>A node reads its own log only ({@link dev.weir.billing.OwnLog}). Nodes that share a database tell each other their
 * parts of a bill there, when one asks ({@link dev.weir.billing.Parts}). Nothing here is decided under a lock of this
 * process: {@link dev.weir.billing.RevisionDao} finds out what another node has changed in between.
 *
 * <p>Amounts are exact. They are rounded once, on the line, half to even, to the cent; tax once more, on the sum of the
 * lines.
 */
@NullMarked
package dev.weir.billing;

import org.jspecify.annotations.NullMarked;
