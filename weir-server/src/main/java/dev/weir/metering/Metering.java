package dev.weir.metering;

import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.pipeline.Stage;
import dev.weir.store.Journal;

/** Wires the room. */
public final class Metering {
    private final Stage stage;

    public Metering(Journal journal, PriceList prices, IdSource ids, Clock clock) {
        this.stage = new MeteringStage(journal, prices, new TokenEstimator(), ids, clock);
    }

    public Stage stage() {
        return stage;
    }
}
