/**
 * Money that may be spent. A {@link dev.weir.tenancy.Budget} bounds what a {@link dev.weir.tenancy.Subject} (an
 * organization, project, key, user, model or tag) may spend in a day, a month or in all. Before an attempt leaves for
 * its provider its worst case is set aside in every budget that applies, or in none ({@link
 * dev.weir.budget.BudgetBook}); afterwards what it cost is settled and the rest comes back.
 *
 * <p>Nodes that share a database share budgets by {@link dev.weir.budget.Leases}: each spends what was granted to it.
 * {@link dev.weir.budget.BudgetWatch} tells which shares of budgets were spent.
 *
 * <p>Trap: an attempt counts in the window in which it was reserved, also if it is settled in the next one. What the
 * ledger adds up after a restart goes by the same rule, so the two always agree.
 */
@NullMarked
package dev.weir.budget;

import org.jspecify.annotations.NullMarked;
