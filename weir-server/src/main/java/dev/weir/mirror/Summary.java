package dev.weir.mirror;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Adds up what was compared. Thread-safe; keeps a bounded number of times. */
public final class Summary {
    private static final int TIMES = 10_000;
    private static final int SUBJECTS = 1_000;

    private long passed;
    private long compared;
    private long equal;
    private long dropped;
    private long unanswered;
    private final Map<String, Long> skipped = new TreeMap<>();
    private final Map<String, Long> subjects = new LinkedHashMap<>();
    private final List<Double[]> first = new ArrayList<>();
    private final List<Double[]> total = new ArrayList<>();
    private long counted;
    private Tokens theirTokens = new Tokens(0, 0, 0, 0);
    private Tokens ourTokens = new Tokens(0, 0, 0, 0);
    private long priced;
    private BigDecimal theirCost = BigDecimal.ZERO;
    private BigDecimal ourCost = BigDecimal.ZERO;

    synchronized void passed() {
        passed++;
    }

    synchronized void dropped() {
        dropped++;
    }

    /** A request of which no copy was made, and why. */
    synchronized void skipped(String why) {
        skipped.merge(why, 1L, Long::sum);
    }

    synchronized void add(Compared one) {
        compared++;
        equal += one.isEqual() ? 1 : 0;
        unanswered += one.weir().status() == 0 ? 1 : 0;
        for (Difference difference : one.differences()) {
            if (subjects.size() < SUBJECTS || subjects.containsKey(difference.subject())) {
                subjects.merge(difference.subject(), 1L, Long::sum);
            }
        }
        if (one.theirs().status() < 400 && one.weir().status() > 0 && one.weir().status() < 400) {
            sums(one.theirs(), one.weir());
        }
    }

    private void sums(Compared.Side theirs, Compared.Side ours) {
        times(first, theirs.firstMs(), ours.firstMs());
        times(total, theirs.totalMs(), ours.totalMs());
        if (theirs.tokens() != null && ours.tokens() != null) {
            counted++;
            theirTokens = sum(theirTokens, theirs.tokens());
            ourTokens = sum(ourTokens, ours.tokens());
        }
        if (theirs.cost() != null && ours.cost() != null) {
            priced++;
            theirCost = theirCost.add(theirs.cost());
            ourCost = ourCost.add(ours.cost());
        }
    }

    private static void times(List<Double[]> pairs, @Nullable Double theirs, @Nullable Double ours) {
        if (theirs != null && ours != null) {
            if (pairs.size() == TIMES) {
                pairs.removeFirst();
            }
            pairs.add(new Double[] {theirs, ours});
        }
    }

    private static Tokens sum(Tokens a, Tokens b) {
        return new Tokens(
                a.input() + b.input(), a.cached() + b.cached(), a.output() + b.output(), a.reasoning() + b.reasoning());
    }

    /**
     * What there is to tell at the end.
     *
     * @param passed requests that went to the other gateway, copied or not
     * @param dropped copies for which there was no room
     * @param unanswered copies that Weir gave no answer to
     * @param skipped requests of which no copy was made, by why
     * @param differences how many exchanges have each, the most frequent first
     * @param counted exchanges of which both tell the tokens
     * @param priced exchanges of which both tell the cost
     */
    public record Report(
            long passed,
            long compared,
            long equal,
            long differing,
            long dropped,
            long unanswered,
            Map<String, Long> skipped,
            Map<String, Long> differences,
            @Nullable Times firstByte,
            @Nullable Times total,
            long counted,
            Tokens theirTokens,
            Tokens weirTokens,
            long priced,
            BigDecimal theirCost,
            BigDecimal weirCost) {}

    /**
     * Milliseconds, of successful answers.
     *
     * @param added the median of what Weir took more than the other for the same request; negative where less
     */
    public record Times(double theirP50, double theirP95, double weirP50, double weirP95, double added) {}

    public synchronized Report report() {
        Map<String, Long> frequent = new LinkedHashMap<>();
        subjects.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> frequent.put(entry.getKey(), entry.getValue()));
        return new Report(
                passed,
                compared,
                equal,
                compared - equal,
                dropped,
                unanswered,
                new TreeMap<>(skipped),
                frequent,
                times(first),
                times(total),
                counted,
                theirTokens,
                ourTokens,
                priced,
                theirCost,
                ourCost);
    }

    private static @Nullable Times times(List<Double[]> pairs) {
        return pairs.isEmpty()
                ? null
                : new Times(
                        quantile(pairs, pair -> pair[0], 0.5),
                        quantile(pairs, pair -> pair[0], 0.95),
                        quantile(pairs, pair -> pair[1], 0.5),
                        quantile(pairs, pair -> pair[1], 0.95),
                        quantile(pairs, pair -> pair[1] - pair[0], 0.5));
    }

    private static double quantile(List<Double[]> pairs, Function<Double[], Double> value, double q) {
        List<Double> sorted = pairs.stream().map(value).sorted().toList();
        return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(q * sorted.size())));
    }
}
