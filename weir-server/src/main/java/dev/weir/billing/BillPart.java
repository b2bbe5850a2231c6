package dev.weir.billing;

import java.time.Instant;
import java.util.List;

/**
 * What one node has to say for the bill of a month, as nodes tell it to each other.
 *
 * @param log the stretch of its log, and the checkpoint that has it
 * @param from when the month begins, as the node knew the plan
 * @param to when it ends
 * @param used what the stretch adds up to
 * @param repeated charges that were there before; they did not count again
 */
record BillPart(String node, Bill.Stretch log, Instant from, Instant to, List<Used.Of> used, long repeated) {
    BillPart {
        used = List.copyOf(used);
    }

    /** Whether it is of the month as it is known now. */
    boolean isOf(Month month) {
        return from.equals(month.from()) && to.equals(month.to());
    }

    InvoiceDao.Range range() {
        return new InvoiceDao.Range(log.from(), log.to());
    }
}
