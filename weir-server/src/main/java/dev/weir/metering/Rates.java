package dev.weir.metering;

import dev.weir.spi.Money;
import dev.weir.spi.Usage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rates of one price, by class of tokens. A class without a rate of its own is charged as the class that contains
 * it: cached, written and sounding input as input, sounding output as output, what is written for an hour as what is
 * written. What is two of them at once may have a rate of its own. This is the rule of genai-prices' unit registry, where
 * a class with a rate is taken out of its parent.
 */
record Rates(
        @Nullable Rate input,
        @Nullable Rate cachedInput,
        @Nullable Rate cacheWrite,
        @Nullable Rate hourCacheWrite,
        @Nullable Rate audioInput,
        @Nullable Rate cachedAudioInput,
        @Nullable Rate output,
        @Nullable Rate audioOutput,
        @Nullable Rate request,
        @Nullable Rate search) {

    static final Rates NOTHING = new Rates(null, null, null, null, null, null, null, null, null, null);

    Money input(Usage usage) {
        long all = usage.inputTokens();
        // A vendor's parts may exceed its whole; nothing is charged twice, and nothing below zero.
        long cached = part(cachedInput, usage.cachedInputTokens(), all);
        long hour =
                part(hourCacheWrite, usage.hourCacheWriteTokens(), Math.min(usage.cacheWriteTokens(), all - cached));
        long minutes = part(cacheWrite, usage.cacheWriteTokens() - hour, all - cached - hour);
        long written = hour + minutes;
        long cachedAudio =
                part(cachedAudioInput, usage.cachedAudioInputTokens(), Math.min(cached, usage.audioInputTokens()));
        long audio = part(audioInput, usage.audioInputTokens() - cachedAudio, all - cached - written);
        return cost(input, all - cached - written - audio, all)
                .plus(cost(cachedInput, cached - cachedAudio, all))
                .plus(cost(cachedAudioInput, cachedAudio, all))
                .plus(cost(cacheWrite, minutes, all))
                .plus(cost(hourCacheWrite, hour, all))
                .plus(cost(audioInput, audio, all));
    }

    Money output(Usage usage) {
        long audio = part(audioOutput, usage.audioOutputTokens(), usage.outputTokens());
        return cost(output, usage.outputTokens() - audio, usage.inputTokens())
                .plus(cost(audioOutput, audio, usage.inputTokens()));
    }

    /** What is charged by the piece and not by tokens: the call itself, and searches. */
    Money pieces(Usage usage) {
        return cost(request, 1, 0).plus(cost(search, usage.searches(), 0));
    }

    /** The most that a call with at most these tokens can cost, whichever of their classes they turn out to be. */
    Money most(Usage bound) {
        long all = bound.inputTokens();
        Money in = Stream.of(
                        most(input, all, all),
                        most(cachedInput, all, all),
                        most(cacheWrite, all, all),
                        most(hourCacheWrite, all, all),
                        most(audioInput, all, all),
                        most(cachedAudioInput, all, all))
                .reduce(Money.ZERO, Rates::larger);
        Money out = larger(most(output, bound.outputTokens(), all), most(audioOutput, bound.outputTokens(), all));
        return in.plus(out).plus(pieces(bound));
    }

    private static Money most(@Nullable Rate rate, long count, long inputTokens) {
        return rate == null ? Money.ZERO : rate.most(count, inputTokens);
    }

    private static Money larger(Money one, Money other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static long part(@Nullable Rate rate, long count, long rest) {
        return rate == null ? 0 : Math.min(count, rest);
    }

    private static Money cost(@Nullable Rate rate, long count, long inputTokens) {
        return rate == null ? Money.ZERO : rate.cost(count, inputTokens);
    }
}
