package dev.weir.console;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** A limit as the console writes it. */
public record LimitRow(KeySource.Limit limit) {
    private static final int CENTS = 2;
    private static final int FINE = 4;
    private static final BigDecimal FEW = new BigDecimal("0.10");

    public boolean isBudget() {
        return limit.kind().equals("budget");
    }

    /** How much of it is used, from 0 on. */
    public double share() {
        return part(limit.used() == null ? BigDecimal.ZERO : limit.used());
    }

    /** How much more is set aside; no wider than what is left of the bar. */
    public double reservedShare() {
        return Math.min(part(limit.reserved()), Math.max(0, 1 - share()));
    }

    public boolean isCounted() {
        return limit.used() != null;
    }

    private double part(BigDecimal amount) {
        return limit.allowed().signum() == 0
                ? 1
                : amount.divide(limit.allowed(), 6, RoundingMode.HALF_EVEN).doubleValue();
    }

    /** Whether it is the key's, and not that of something wider. */
    public boolean isOwn() {
        return limit.title().startsWith("key ");
    }

    /** {@code project}, {@code key} and so on. */
    public String scope() {
        return limit.title().substring(0, limit.title().indexOf(' '));
    }

    /** {@code Project support}, with a capital. */
    public String who() {
        return Character.toUpperCase(limit.title().charAt(0)) + limit.title().substring(1);
    }

    public String left() {
        BigDecimal used = limit.used();
        if (used == null) {
            return "";
        }
        BigDecimal left =
                limit.allowed().subtract(used).subtract(limit.reserved()).max(BigDecimal.ZERO);
        return amount(left) + " left";
    }

    /** {@code $180.94 + $0.26 of $200.00 a month}. */
    public String figures() {
        String of = amount(limit.allowed()) + " " + unit();
        BigDecimal used = limit.used();
        if (used == null) {
            return of;
        }
        String more = limit.reserved().signum() == 0 ? "" : " + " + amount(limit.reserved());
        return amount(used) + more + " of " + of;
    }

    /** What a table shows, in which all amounts have the same decimals. */
    String used(int decimals) {
        return limit.used() == null ? "–" : amount(limit.used(), decimals);
    }

    String reserved(int decimals) {
        return amount(limit.reserved(), decimals);
    }

    String allowed(int decimals) {
        return amount(limit.allowed(), decimals);
    }

    /** Cents, or more where there are few. */
    int decimals() {
        return limit.allowed().compareTo(FEW) < 0 ? FINE : CENTS;
    }

    public String unit() {
        return switch (limit.kind()) {
            case "rpm" -> "requests a minute";
            case "tpm" -> "tokens a minute";
            case "tokens_per_day" -> "tokens a day";
            case "concurrency" -> "calls at once";
            case "slow_down" -> "ms that its calls wait, since it was refused again and again";
            default -> "total".equals(limit.period()) ? "in total" : "a " + limit.period();
        };
    }

    /** For those who do not see the bar. */
    public String label() {
        return Figures.percent(share()) + " used: " + figures();
    }

    /** An amount of what is limited. */
    public String amount(BigDecimal amount) {
        return amount(amount, decimals());
    }

    private String amount(BigDecimal amount, int decimals) {
        return limit.currency() == null
                ? Figures.count(amount.longValue())
                : Figures.sum(amount, limit.currency(), decimals);
    }
}
