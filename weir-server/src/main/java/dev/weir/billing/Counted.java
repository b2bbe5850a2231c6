package dev.weir.billing;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What one side counted of a day and a model. Not thread-safe. */
final class Counted {
    private static final BigDecimal FINEST = new BigDecimal("0.000000001");

    private long requests = -1;
    private boolean tokens;
    private long input;
    private long cached;
    private long output;
    private @Nullable BigDecimal cost;
    private String currency = "USD";
    private BigDecimal uncertain = BigDecimal.ZERO;

    /**
     * @param more requests; below zero where they are not told
     */
    void add(long more, long moreInput, long moreCached, long moreOutput) {
        requests = more < 0 ? requests : Math.max(0, requests) + more;
        tokens = true;
        input = Math.addExact(input, moreInput);
        cached = Math.addExact(cached, moreCached);
        output = Math.addExact(output, moreOutput);
    }

    /** An amount as it was written: its last decimal was rounded. */
    void cost(BigDecimal amount, String in) {
        cost = cost == null ? amount : cost.add(amount);
        currency = in;
        uncertain = uncertain.add(new BigDecimal("0.5").movePointLeft(Math.max(0, amount.scale())));
    }

    long requests() {
        return requests;
    }

    boolean hasTokens() {
        return tokens;
    }

    long input() {
        return input;
    }

    long cached() {
        return cached;
    }

    long output() {
        return output;
    }

    @Nullable
    BigDecimal cost() {
        return cost;
    }

    String currency() {
        return currency;
    }

    /** How far the sum may be off because its parts were rounded. */
    BigDecimal uncertain() {
        return uncertain.max(FINEST);
    }
}
