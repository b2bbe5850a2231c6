package dev.weir.console;

import dev.weir.spi.Attempt;
import dev.weir.spi.Exchange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param transcript the messages and the answer
 * @param attempt the chosen attempt's number, from 1; 0 if there is none
 */
public record TracePage(Shell shell, TraceView view, Waterfall waterfall, Transcript transcript, int attempt) {

    public Exchange exchange() {
        return view.exchange();
    }

    public Outcome outcome() {
        return Outcome.of(exchange().status());
    }

    public @Nullable Attempt chosen() {
        return attempt == 0 ? null : exchange().attempts().get(attempt - 1);
    }

    public List<Charge> charges(Attempt of) {
        return view.charges().getOrDefault(of.id(), List.of());
    }

    /** What a figure says below the number of attempts. */
    public String attemptsNote() {
        long failed =
                exchange().attempts().stream().filter(a -> a.error() != null).count();
        if (exchange().attempts().isEmpty()) {
            return "no provider was called";
        }
        return failed == 0 ? "answered at once" : failed + " failed";
    }

    public String costNote() {
        if (exchange().cost() == null) {
            return "no price in the book";
        }
        if (exchange().cost().picodollars() != 0) {
            return "settled";
        }
        return exchange().error() == null ? "free of charge" : "nothing was charged";
    }

    public String tokensNote() {
        var usage = exchange().usage();
        if (usage.estimated()) {
            return "counted by Weir, the provider did not say";
        }
        return usage.cachedInputTokens() > 0
                ? Figures.count(usage.cachedInputTokens()) + " from the provider’s cache"
                : Figures.count(usage.totalTokens()) + " in all";
    }
}
