package dev.weir.usage;

import dev.weir.spi.ErrorCode;
import dev.weir.spi.Money;
import dev.weir.spi.Target;
import dev.weir.spi.Usage;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Says what counts where. The same for what comes from the journal and for what is read from the ledger. */
final class Tally {
    /** Labels beyond these are not told apart: nobody reports by so many, and each is a row. */
    private static final int MOST_LABELS = 64;

    private static final int LONGEST = 256;
    private static final Set<String> GOOD = Set.of("ok", "cancelled");

    private final Map<Cell, Sums> cells = new HashMap<>();
    private final boolean days;
    private final Predicate<Cell> wanted;

    /** For rows of quarters of an hour and of days. */
    Tally() {
        this(true, cell -> true);
    }

    /**
     * @param days whether rows of days are wanted beside those of quarters of an hour
     * @param wanted which rows are
     */
    Tally(boolean days, Predicate<Cell> wanted) {
        this.days = days;
        this.wanted = wanted;
    }

    /**
     * Whose it is.
     *
     * @param operation empty for what is no call, and so is {@code status}
     */
    record Owner(String project, String key, String model, String operation, String status, Map<String, String> tags) {}

    /**
     * A request that is over.
     *
     * @param target who answered, or was tried last
     * @param currency of its cost, its charge or its savings
     * @param cached whether it was answered without a call of its own
     */
    record Request(
            Owner owner,
            Instant at,
            @Nullable Target target,
            @Nullable String currency,
            boolean cached,
            @Nullable Money charge,
            @Nullable Money savings) {}

    /**
     * An attempt that is settled.
     *
     * @param at when its money was set aside
     */
    record Tried(
            Owner owner,
            Instant at,
            Target target,
            Usage usage,
            @Nullable Money cost,
            @Nullable String currency,
            @Nullable String error) {}

    /** A correction. */
    record Adjusted(Owner owner, Instant at, @Nullable Target target, Money amount, String currency) {}

    void add(Request request) {
        Sums sums = new Sums().add(Measure.REQUESTS, 1);
        if (!GOOD.contains(request.owner.status)) {
            sums.add(Measure.ERRORS, 1);
        }
        if (request.cached) {
            sums.add(Measure.CACHED_REQUESTS, 1);
        }
        if (request.charge != null) {
            sums.add(Amount.CACHE_CHARGE, request.charge);
        }
        if (request.savings != null) {
            sums.add(Amount.CACHE_SAVINGS, request.savings);
        }
        add(request.owner, request.at, request.target, request.currency, sums);
    }

    void add(Tried tried) {
        Sums sums = new Sums().add(Measure.ATTEMPTS, 1).add(tried.usage);
        boolean failed = tried.error != null && !tried.error.equals(ErrorCode.CANCELLED.wire());
        if (failed) {
            sums.add(Measure.FAILED_ATTEMPTS, 1);
        }
        if (tried.cost == null) {
            sums.add(Measure.UNPRICED_ATTEMPTS, usedSomething(tried.usage) ? 1 : 0);
        } else {
            sums.add(Amount.COST, tried.cost);
            if (failed) {
                sums.add(Amount.FAILED_COST, tried.cost);
            }
        }
        add(tried.owner, tried.at, tried.target, tried.cost == null ? null : tried.currency, sums);
    }

    private static boolean usedSomething(Usage usage) {
        return usage.totalTokens() > 0 || usage.searches() > 0;
    }

    void add(Adjusted adjusted) {
        Sums sums = new Sums().add(Measure.ADJUSTMENTS, 1).add(Amount.ADJUSTMENT, adjusted.amount);
        add(adjusted.owner, adjusted.at, adjusted.target, adjusted.currency, sums);
    }

    private void add(Owner owner, Instant at, @Nullable Target target, @Nullable String currency, Sums sums) {
        Cell all = new Cell(
                owner.project,
                "",
                Cell.QUARTER,
                quarter(at),
                "",
                owner.key,
                owner.model,
                target == null ? "" : target.provider(),
                target == null ? "" : target.model(),
                owner.operation,
                owner.status,
                currency == null ? "" : currency);
        add(all, sums);
        owner.tags.entrySet().stream()
                .filter(tag -> !tag.getKey().isEmpty())
                .sorted(Map.Entry.comparingByKey(Tally::ownFirst))
                .limit(MOST_LABELS)
                .forEach(tag -> add(all.labelled(cut(tag.getKey()), cut(tag.getValue())), sums));
    }

    /** What Weir itself attaches is never crowded out. */
    private static int ownFirst(String one, String other) {
        boolean own = one.startsWith("weir.");
        return own == other.startsWith("weir.") ? one.compareTo(other) : own ? -1 : 1;
    }

    /** As limits and lists know it; not every database takes a zero in a text. */
    static String cut(String name) {
        String plain = name.replace('\0', ' ');
        return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST);
    }

    private void add(Cell cell, Sums sums) {
        if (wanted.test(cell)) {
            cells.computeIfAbsent(cell, fresh -> new Sums()).add(sums);
        }
        if (days) {
            cells.computeIfAbsent(cell.day(), fresh -> new Sums()).add(sums);
        }
    }

    static long quarter(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), Cell.QUARTER_SECONDS);
    }

    Map<Cell, Sums> cells() {
        return cells;
    }
}
