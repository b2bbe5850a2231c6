package dev.weir.tenancy;

import java.math.BigDecimal;
import java.util.List;

/**
 * The parts of a limit at which somebody is told how much of it is used.
 *
 * @param all each above 0 and at most 1, rising; none to tell nobody
 */
public record Shares(List<BigDecimal> all) {
    /** Where nothing is said. */
    public static final Shares USUAL =
            new Shares(List.of(new BigDecimal("0.5"), new BigDecimal("0.8"), BigDecimal.ONE));

    static final int MOST = 10;
    static final int DECIMALS = 4;

    public Shares {
        all = all.stream()
                .map(BigDecimal::stripTrailingZeros)
                .distinct()
                .sorted()
                .toList();
        if (all.size() > MOST || !all.stream().allMatch(Shares::isShare)) {
            throw new IllegalArgumentException(
                    "at most " + MOST + " shares above 0 and up to 1, with at most " + DECIMALS + " decimals");
        }
    }

    static boolean isShare(BigDecimal share) {
        return share.signum() > 0
                && share.compareTo(BigDecimal.ONE) <= 0
                && share.stripTrailingZeros().scale() <= DECIMALS;
    }

    /** As people write it: {@code 80 %}. */
    public static String percent(BigDecimal share) {
        return share.movePointRight(2).stripTrailingZeros().toPlainString() + " %";
    }

    /** Those that have been reached, rising. */
    public List<BigDecimal> reached(BigDecimal used, BigDecimal limit) {
        return limit.signum() == 0
                ? List.of()
                : all.stream()
                        .filter(share -> used.compareTo(limit.multiply(share)) >= 0)
                        .toList();
    }
}
