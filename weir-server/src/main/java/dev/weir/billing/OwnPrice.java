package dev.weir.billing;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plan's own price of a meter.
 *
 * @param model which models: a name, or how names begin, with a {@code *} at the end
 * @param per how many units a price is for: 1, 1,000 or 1,000,000
 * @param volume whether all units have the price of the tier that the whole quantity is in; else each unit has that of
 *     the tier it is in itself
 * @param included units of each month that cost nothing; tiers count what is beyond them
 * @param tiers in order; the last has no end
 */
record OwnPrice(Meter meter, String model, long per, boolean volume, long included, List<Tier> tiers) {
    OwnPrice {
        tiers = List.copyOf(tiers);
    }

    /**
     * @param upTo the last unit that it holds for; null for all
     */
    record Tier(@Nullable Long upTo, BigDecimal price) {}

    boolean matches(String name) {
        return model.endsWith("*") ? name.startsWith(model.substring(0, model.length() - 1)) : name.equals(model);
    }

    /** The price of the units after {@code before}, of {@code all} in the month; exact. */
    BigDecimal charge(long before, long units, long all) {
        long from = Math.max(0, before - included);
        long to = Math.max(0, before + units - included);
        if (volume) {
            return cost(to - from, tier(Math.max(0, all - included)).price());
        }
        BigDecimal sum = BigDecimal.ZERO;
        long start = 0;
        for (Tier tier : tiers) {
            long end = tier.upTo() == null ? Long.MAX_VALUE : tier.upTo();
            long within = Math.min(to, end) - Math.max(from, start);
            if (within > 0) {
                sum = sum.add(cost(within, tier.price()));
            }
            start = end;
        }
        return sum;
    }

    /** {@code per} is a power of ten, so that this is exact. */
    private BigDecimal cost(long units, BigDecimal price) {
        return price.multiply(BigDecimal.valueOf(units)).divide(BigDecimal.valueOf(per));
    }

    private Tier tier(long quantity) {
        return tiers.stream()
                .filter(tier -> tier.upTo() == null || quantity <= tier.upTo())
                .findFirst()
                .orElseThrow();
    }
}
