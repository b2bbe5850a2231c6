package dev.weir.billing;

import dev.weir.audit.merkle.Frontier;
import dev.weir.audit.merkle.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The sums of a {@link Cell} in one log, and the root of a tree (RFC 6962) over what was added: one leaf for each charge,
 * {@code entry leaf id picos}, so that a line cannot be said to have been made of other entries later. Not thread-safe.
 */
final class Tally {
    private final Frontier leaves = new Frontier();
    private final Sum cost = new Sum();
    private long first = -1;
    private long last = -1;
    private long answered;
    private long input;
    private long cachedInput;
    private long output;
    private long reasoning;
    private long searches;
    private long estimated;

    void add(Charged entry, String leaf, Charge charge) {
        first = first < 0 ? entry.entry() : first;
        last = entry.entry();
        leaves.add(Hashes.leaf(text(entry.entry(), leaf, charge).getBytes(StandardCharsets.US_ASCII)));
        if (charge.picos() != null && charge.currency() != null) {
            cost.add(charge.picos());
        }
        answered += charge.error() == null ? 1 : 0;
        input += charge.usage().inputTokens();
        cachedInput += charge.usage().cachedInputTokens();
        output += charge.usage().outputTokens();
        reasoning += charge.usage().reasoningTokens();
        searches += charge.usage().searches();
        estimated += charge.usage().estimated() ? 1 : 0;
    }

    private static String text(long entry, String leaf, Charge charge) {
        return entry + " " + leaf + " " + charge.id() + " " + (charge.picos() == null ? "-" : charge.picos());
    }

    Counts counts() {
        return new Counts(
                leaves.size(), cost.amount(), answered, input, cachedInput, output, reasoning, searches, estimated);
    }

    /**
     * @param log whose entries these are
     */
    BillLine.Part part(String log) {
        return new BillLine.Part(log, leaves.size(), Base64.getEncoder().encodeToString(leaves.root()), first, last);
    }
}
