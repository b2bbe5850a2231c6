package dev.weir.metering;

import dev.weir.spi.Target;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The price of a deployment: models in this process are free, all others stand in the price book or have no price. */
public final class PriceList {
    private final PriceBook book;
    private final Map<String, String> baseUrls;

    /**
     * @param baseUrls where each provider's API is, by its name; those that are missing are known by name alone
     */
    public PriceList(PriceBook book, Map<String, String> baseUrls) {
        this.book = book;
        this.baseUrls = Map.copyOf(baseUrls);
    }

    /** What the deployment charges at that time; null if it has no price. */
    public @Nullable Price price(Target target, Instant at) {
        if (target.provider().equals("weir")) {
            return Price.FREE;
        }
        return book.price(target.provider(), baseUrls.get(target.provider()), target.model(), at)
                .orElse(null);
    }
}
