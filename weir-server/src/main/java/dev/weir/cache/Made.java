package dev.weir.cache;

import dev.weir.spi.Cached;
import dev.weir.spi.Citation;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.Grounded;
import dev.weir.spi.Money;
import dev.weir.spi.Passage;
import dev.weir.spi.Recording;
import dev.weir.spi.Target;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an answer was made: what an exchange that is given it again says about it, too.
 *
 * @param source the exchange that it was made for
 * @param cost what its provider charged; null if it has no price
 */
record Made(
        ExchangeId source,
        @Nullable Target target,
        List<String> leftOut,
        List<Passage> passages,
        List<Citation> citations,
        @Nullable Double confidence,
        @Nullable Grounded grounded,
        @Nullable Money cost,
        @Nullable String currency) {
    Made {
        leftOut = List.copyOf(leftOut);
        passages = List.copyOf(passages);
        citations = List.copyOf(citations);
    }

    static Made of(Recording recording) {
        return new Made(
                recording.id(),
                recording.target(),
                recording.leftOut(),
                recording.passages(),
                recording.citations(),
                recording.confidence(),
                recording.grounded(),
                recording.cost(),
                recording.currency());
    }

    /** Tells an exchange whose answer begins who makes it. */
    void beginIn(Recording recording, Cached.Outcome outcome) {
        if (target != null) {
            recording.routed(target);
        }
        recording.leftOut(leftOut);
        recording.cached(new Cached(outcome, source, null, null));
    }

    /** Tells an exchange that has its whole answer what that is based on, and what is charged for it. */
    void endIn(Recording recording, Cached.Outcome outcome, BigDecimal share) {
        beginIn(recording, outcome);
        recording.retrieved(passages);
        recording.cited(citations, confidence);
        recording.grounded(grounded);
        recording.cached(new Cached(outcome, source, charge(share), currency));
    }

    /** Half a picodollar goes to the even side. */
    private @Nullable Money charge(BigDecimal share) {
        return cost == null
                ? null
                : new Money(BigDecimal.valueOf(cost.picodollars())
                        .multiply(share)
                        .setScale(0, RoundingMode.HALF_EVEN)
                        .longValueExact());
    }

    /** The name of the model that answered, as its answers say it. */
    String modelName() {
        if (target == null) {
            return "";
        }
        return target.provider().equals("weir") ? target.name() : target.model();
    }

    long bytes() {
        long texts = passages.stream()
                        .mapToLong(passage -> passage.text().length() + 200L)
                        .sum()
                + citations.stream()
                        .mapToLong(citation -> citation.quote().length() + 200L)
                        .sum();
        long sentences = grounded == null
                ? 0
                : grounded.sentences().stream()
                        .mapToLong(sentence -> sentence.text().length() + 200L)
                        .sum();
        return 2 * (texts + sentences) + 500;
    }
}
