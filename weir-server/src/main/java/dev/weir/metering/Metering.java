package dev.weir.metering;

import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.pipeline.Stage;
import dev.weir.spi.Operation;
import dev.weir.spi.Target;
import dev.weir.spi.Usage;
import dev.weir.store.Journal;
import java.util.List;

/** Wires the room. */
public final class Metering {
    private final TokenEstimator tokens = new TokenEstimator();
    private final InputBounds bounds = new InputBounds(tokens);
    private final PriceList prices;
    private final Clock clock;
    private final Stage stage;

    public Metering(Journal journal, PriceList prices, Purse purse, IdSource ids, Clock clock) {
        this.prices = prices;
        this.clock = clock;
        this.stage = new MeteringStage(journal, prices, tokens, purse, ids, clock);
    }

    public Stage stage() {
        return stage;
    }

    /** What an attempt at a deployment may use and cost at most, now. */
    public Worst worst(Operation operation, Target target) {
        return MeteringStage.worst(
                operation, bounds.of(operation, List.of(), target), prices.price(target, clock.instant()));
    }

    /** The same for so many tokens. */
    public Worst worst(long inputTokens, long outputTokens, Target target) {
        Price price = prices.price(target, clock.instant());
        return new Worst(
                inputTokens,
                InputBound.GIVEN,
                outputTokens,
                price == null ? null : price.most(Usage.estimate(inputTokens, outputTokens)),
                price == null ? null : price.currency());
    }

    /** Counts tokens; one for all, since its tables are large. */
    public TokenEstimator tokens() {
        return tokens;
    }
}
