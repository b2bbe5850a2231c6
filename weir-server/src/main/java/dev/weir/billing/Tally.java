package dev.weir.billing;

import dev.weir.audit.merkle.Frontier;
import dev.weir.audit.merkle.Hashes;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The sums of a {@link Cell}, and the root of a tree (RFC 6962) over what was added: one leaf for each charge, {@code
 * entry leaf id picos}, so that a line cannot be said to have been made of other entries later. Not thread-safe.
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

    long charges() {
        return leaves.size();
    }

    /** In base64. */
    String root() {
        return Base64.getEncoder().encodeToString(leaves.root());
    }

    BigDecimal cost() {
        return cost.amount();
    }

    long first() {
        return first;
    }

    long last() {
        return last;
    }

    /** Those without an error. */
    long answered() {
        return answered;
    }

    long input() {
        return input;
    }

    long cachedInput() {
        return cachedInput;
    }

    long output() {
        return output;
    }

    long reasoning() {
        return reasoning;
    }

    long searches() {
        return searches;
    }

    /** How many of the charges had their tokens counted by Weir. */
    long estimated() {
        return estimated;
    }
}
