package dev.weir.billing;

import java.math.BigDecimal;
import java.util.List;

/**
 * What large bills are reduced by.
 *
 * @param volume whether the percentage that the whole amount reaches is taken off all of it; else each percentage off the
 *     part above its own threshold
 * @param tiers by rising threshold
 */
record Discounts(boolean volume, List<Tier> tiers) {
    static final Discounts NONE = new Discounts(true, List.of());

    Discounts {
        tiers = List.copyOf(tiers);
    }

    /**
     * @param above holds for what is more than this
     */
    record Tier(BigDecimal above, BigDecimal percent) {}

    /** What is taken off; exact. */
    BigDecimal of(BigDecimal amount) {
        BigDecimal off = BigDecimal.ZERO;
        for (int i = 0; i < tiers.size(); i++) {
            Tier tier = tiers.get(i);
            if (amount.compareTo(tier.above) > 0) {
                BigDecimal end = i + 1 < tiers.size() ? amount.min(tiers.get(i + 1).above) : amount;
                off = volume ? percent(amount, tier.percent) : off.add(percent(end.subtract(tier.above), tier.percent));
            }
        }
        return off;
    }

    static BigDecimal percent(BigDecimal amount, BigDecimal percent) {
        return amount.multiply(percent).movePointLeft(2);
    }
}
