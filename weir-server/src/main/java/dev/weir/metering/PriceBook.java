package dev.weir.metering;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a deployment charges. Thread-safe; a lookup that was made before takes well under a microsecond.
 *
 * <p>The operator's prices come first, newest start first. Then the shipped table: the vendor is known by its base URL,
 * else by the provider's name; among its models the first rule that fits decides. A vendor that is not known has no
 * prices, even for a model of a known name: another may host it at another price.
 */
public final class PriceBook {
    private static final int REMEMBERED = 2000;

    private final List<PriceOverride> overrides;
    private final Cache<Key, Optional<PriceTable.Model>> found =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    private record Key(@Nullable String provider, @Nullable String baseUrl, String model) {}

    /** Read on first use: some hundred milliseconds of a cold start, which nobody needs before the first call. */
    private static final class Shipped {
        static final PriceTable TABLE = PriceTable.shipped();
    }

    private PriceBook(List<PriceOverride> overrides) {
        this.overrides = PriceOverride.newestFirst(overrides);
    }

    /** The book that ships with Weir. */
    public static PriceBook shipped() {
        return new PriceBook(List.of());
    }

    /** The same book with the operator's prices instead of those it had. */
    public PriceBook withOverrides(List<PriceOverride> prices) {
        return new PriceBook(prices);
    }

    /** Reads the shipped table now, so that the first call need not wait for it; for a thread beside the start. */
    public void warmUp() {
        price(null, "none", Instant.EPOCH);
    }

    /** As the longer form, where there is no base URL. */
    public Optional<Price> price(@Nullable String provider, String model, Instant at) {
        return price(provider, null, model, at);
    }

    /**
     * What a model charges at a time; empty if nobody knows, which is not zero.
     *
     * @param provider the configured provider's name; {@code weir} is this process; null to go by the model's name alone
     * @param baseUrl where the provider is, if it is somewhere
     * @param model the vendor's name of the model
     */
    public Optional<Price> price(@Nullable String provider, @Nullable String baseUrl, String model, Instant at) {
        Optional<Price> own = own(provider, model, at);
        if (own.isPresent()) {
            return own;
        }
        if ("weir".equals(provider) || (provider == null && model.startsWith("weir/"))) {
            return Optional.of(Price.FREE);
        }
        return found.get(new Key(provider, baseUrl, model), this::find).map(entry -> entry.at(at));
    }

    private Optional<Price> own(@Nullable String provider, String model, Instant at) {
        if (overrides.isEmpty()) {
            return Optional.empty();
        }
        LocalDate day = at.atOffset(ZoneOffset.UTC).toLocalDate();
        return own(provider + "/" + model, day).or(() -> own(model, day));
    }

    private Optional<Price> own(String name, LocalDate day) {
        return overrides.stream()
                .filter(override -> override.model().equals(name) && override.holdsOn(day))
                .findFirst()
                .map(PriceOverride::price);
    }

    private Optional<PriceTable.Model> find(Key key) {
        String model = key.model.toLowerCase(Locale.ROOT);
        return vendor(key, model).flatMap(vendor -> Shipped.TABLE.model(vendor, model));
    }

    private Optional<PriceTable.Vendor> vendor(Key key, String model) {
        Optional<PriceTable.Vendor> byAddress =
                key.baseUrl == null ? Optional.empty() : Shipped.TABLE.byAddress(key.baseUrl);
        if (byAddress.isPresent()) {
            return byAddress;
        }
        return key.provider == null ? Shipped.TABLE.byModel(model) : Shipped.TABLE.byId(key.provider);
    }
}
