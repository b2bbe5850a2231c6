package dev.weir.metering;

import dev.weir.spi.Target;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The price of a deployment: models in this process are free, all others stand in the price book or have no price.
 * Thread-safe.
 */
public final class PriceList {
    private volatile Pages pages;

    /**
     * @param baseUrls where each provider's API is, by its name; those that are missing are known by name alone
     */
    public PriceList(PriceBook book, Map<String, String> baseUrls) {
        this.pages = new Pages(book, baseUrls);
    }

    /** Read at once, so that nobody sees half of a change. */
    private record Pages(PriceBook book, Map<String, String> baseUrls) {
        Pages {
            baseUrls = Map.copyOf(baseUrls);
        }
    }

    /** Other prices from now on. What has been priced stays as it is. */
    public void change(PriceBook book, Map<String, String> baseUrls) {
        pages = new Pages(book, baseUrls);
    }

    /** The same with other prices of the operator's, for whoever asks what would be. */
    public PriceList with(List<PriceOverride> prices) {
        Pages now = pages;
        return new PriceList(now.book.withOverrides(prices), now.baseUrls);
    }

    /** What the deployment charges at that time; null if it has no price. */
    public @Nullable Price price(Target target, Instant at) {
        if (target.provider().equals("weir")) {
            return Price.FREE;
        }
        Pages now = pages;
        return now.book
                .price(target.provider(), now.baseUrls.get(target.provider()), target.model(), at)
                .orElse(null);
    }
}
