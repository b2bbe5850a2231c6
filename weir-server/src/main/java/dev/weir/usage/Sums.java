package dev.weir.usage;

import dev.weir.metering.Total;
import dev.weir.spi.Money;
import dev.weir.spi.Usage;
import java.util.Arrays;

/** A value for each {@link Measure} and each {@link Amount}. Grows; not thread-safe. */
public final class Sums {
    private static final int MEASURES = Measure.values().length;
    private static final int AMOUNTS = Amount.values().length;

    private final long[] counts = new long[MEASURES];
    private final long[] micros = new long[AMOUNTS];
    private final long[] rests = new long[AMOUNTS];

    public long count(Measure measure) {
        return counts[measure.ordinal()];
    }

    public Total amount(Amount amount) {
        return Total.of(micros[amount.ordinal()], rests[amount.ordinal()]);
    }

    /** What attempts cost, put right by adjustments. */
    public Total net() {
        return amount(Amount.COST).plus(amount(Amount.ADJUSTMENT));
    }

    public Sums add(Measure measure, long count) {
        counts[measure.ordinal()] = Math.addExact(counts[measure.ordinal()], count);
        return this;
    }

    public Sums add(Amount amount, Money money) {
        Total total = Total.of(money);
        return add(amount, total.micros(), total.rest());
    }

    /**
     * @param rest a sum of rests, of any size
     */
    Sums add(Amount amount, long more, long rest) {
        micros[amount.ordinal()] = Math.addExact(micros[amount.ordinal()], more);
        rests[amount.ordinal()] = Math.addExact(rests[amount.ordinal()], rest);
        return this;
    }

    Sums add(Usage usage) {
        return add(Measure.INPUT_TOKENS, usage.inputTokens())
                .add(Measure.CACHED_INPUT_TOKENS, usage.cachedInputTokens())
                .add(Measure.CACHE_WRITE_TOKENS, usage.cacheWriteTokens())
                .add(Measure.HOUR_CACHE_WRITE_TOKENS, usage.hourCacheWriteTokens())
                .add(Measure.AUDIO_INPUT_TOKENS, usage.audioInputTokens())
                .add(Measure.CACHED_AUDIO_INPUT_TOKENS, usage.cachedAudioInputTokens())
                .add(Measure.TOOL_TOKENS, usage.toolTokens())
                .add(Measure.OUTPUT_TOKENS, usage.outputTokens())
                .add(Measure.REASONING_TOKENS, usage.reasoningTokens())
                .add(Measure.AUDIO_OUTPUT_TOKENS, usage.audioOutputTokens())
                .add(Measure.SEARCHES, usage.searches())
                .add(Measure.ESTIMATED_ATTEMPTS, usage.estimated() ? 1 : 0);
    }

    public Sums add(Sums other) {
        for (Measure measure : Measure.values()) {
            add(measure, other.counts[measure.ordinal()]);
        }
        for (Amount amount : Amount.values()) {
            add(amount, other.micros[amount.ordinal()], other.rests[amount.ordinal()]);
        }
        return this;
    }

    long micros(Amount amount) {
        return micros[amount.ordinal()];
    }

    long rest(Amount amount) {
        return rests[amount.ordinal()];
    }

    public boolean isZero() {
        return equals(new Sums());
    }

    /** Whether all values are the same, however their amounts came about. */
    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Sums sums) || !Arrays.equals(counts, sums.counts)) {
            return false;
        }
        for (Amount amount : Amount.values()) {
            if (!amount(amount).equals(sums.amount(amount))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(counts);
    }
}
