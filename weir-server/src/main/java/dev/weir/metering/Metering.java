package dev.weir.metering;

import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.pipeline.Stage;
import dev.weir.store.Journal;
import java.util.Map;

/** Wires the room. */
public final class Metering {
    private final Stage stage;

    /**
     * @param baseUrls where each provider's API is, by its name
     */
    public Metering(Journal journal, PriceBook book, Map<String, String> baseUrls, IdSource ids, Clock clock) {
        this.stage = new MeteringStage(journal, new Tariff(book, baseUrls), new TokenEstimator(), ids, clock);
    }

    public Stage stage() {
        return stage;
    }
}
