package dev.weir.console;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A key and what its calls are held to.
 *
 * @param chain the widest limit first
 */
public record KeyRow(KeySource.Key key, List<LimitRow> chain) {
    private static final double NEARLY = 0.8;

    public KeyRow {
        chain = List.copyOf(chain);
    }

    /** The budget that will stop its calls first; null if none can. */
    public @Nullable LimitRow tightest() {
        return chain.stream()
                .filter(LimitRow::isBudget)
                .max(Comparator.comparingDouble(row -> row.share() + row.reservedShare()))
                .orElse(null);
    }

    /** What else its calls are held to: {@code 600 requests a minute}. */
    public String rates() {
        return chain.stream()
                .filter(row -> !row.isBudget())
                .map(row -> row.allowed(0) + " " + row.unit())
                .collect(Collectors.joining(", "));
    }

    public boolean binds(LimitRow row) {
        return row.equals(tightest()) && row.share() > 0;
    }

    public Mark mark() {
        LimitRow row = tightest();
        if (key.revoked() != null) {
            return Mark.IDLE;
        }
        return row == null || row.share() < NEARLY ? Mark.OK : row.share() < 1 ? Mark.WARN : Mark.BAD;
    }

    public String tone() {
        return switch (mark()) {
            case WARN -> "warn";
            case BAD -> "bad";
            default -> "";
        };
    }

    public String state(Instant now) {
        LimitRow row = tightest();
        if (key.revoked() != null) {
            return "Revoked " + Figures.day(key.revoked());
        } else if (row != null && row.share() >= 1) {
            return "Used up";
        } else if (row != null && row.share() >= NEARLY) {
            return Math.round(Math.floor(row.share() * 100)) + "% spent";
        }
        Instant until = key.previousUntil();
        return until != null && now.isBefore(until) ? "Rotating" : "Active";
    }
}
