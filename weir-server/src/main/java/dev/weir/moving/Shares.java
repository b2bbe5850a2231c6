package dev.weir.moving;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** Shares that may be fractions, as the whole numbers that weights are. */
final class Shares {
    private static final int FINEST = 4;

    private Shares() {}

    /** In the same proportion, none above {@code most}; a share that is not 0 stays at least 1. */
    static List<Integer> whole(List<BigDecimal> shares, BigDecimal most) {
        int decimals = shares.stream()
                .mapToInt(share ->
                        Math.min(FINEST, Math.max(0, share.stripTrailingZeros().scale())))
                .max()
                .orElse(0);
        BigDecimal largest =
                shares.stream().reduce(BigDecimal.ZERO, BigDecimal::max).movePointRight(decimals);
        BigDecimal divisor = largest.compareTo(most) > 0 ? largest.divide(most, 0, RoundingMode.UP) : BigDecimal.ONE;
        return shares.stream()
                .map(share -> whole(share.movePointRight(decimals), divisor))
                .toList();
    }

    private static int whole(BigDecimal share, BigDecimal divisor) {
        int whole = share.divide(divisor, 0, RoundingMode.HALF_UP).intValue();
        return share.signum() > 0 ? Math.max(1, whole) : 0;
    }
}
