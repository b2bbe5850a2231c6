package dev.weir.metering;

import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.pipeline.Stage;
import dev.weir.store.Journal;

/** Wires the room. */
public final class Metering {
    private final TokenEstimator tokens = new TokenEstimator();
    private final Stage stage;

    public Metering(Journal journal, PriceList prices, Purse purse, IdSource ids, Clock clock) {
        this.stage = new MeteringStage(journal, prices, tokens, purse, ids, clock);
    }

    public Stage stage() {
        return stage;
    }

    /** Counts tokens; one for all, since its tables are large. */
    public TokenEstimator tokens() {
        return tokens;
    }
}
