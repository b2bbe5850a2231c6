package dev.weir.usage;

import dev.weir.metering.Price;
import dev.weir.metering.PriceList;
import dev.weir.metering.Total;
import dev.weir.spi.Money;
import dev.weir.spi.ProjectId;
import dev.weir.usage.RerateDao.Priced;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Prices what was used with another price book, and says how that differs from what was charged. A report: nothing is
 * written. Every attempt is priced by itself, as it was the first time, at the prices of the time at which its request
 * began, so that the book it was charged by gives the same amount to the picodollar. What a crash left open stands at
 * what was set aside for it, in any book.
 */
final class Rerating {
    private static final long WINDOW = 4;

    private final RerateDao attempts;
    private final CheckDao ledger;
    private final Runnable catchUp;

    Rerating(RerateDao attempts, CheckDao ledger, Runnable catchUp) {
        this.attempts = attempts;
        this.ledger = ledger;
        this.catchUp = catchUp;
    }

    /** What rows of the report are told apart by. */
    private record Place(
            String model,
            String deployment,
            @Nullable String currency,
            @Nullable String other) {}

    /** What is added up in a row. */
    private static final class Sum {
        private long attempts;
        private long changed;
        private Total cost = Total.ZERO;
        private Total rerated = Total.ZERO;
    }

    /**
     * A row of the report.
     *
     * @param currency of what was charged; null where there was no price
     * @param otherCurrency of the other book; null where it has no price
     * @param changed how many attempts it prices otherwise
     */
    record Line(
            String model,
            String deployment,
            @Nullable String currency,
            @Nullable String otherCurrency,
            long attempts,
            long changed,
            Total cost,
            Total rerated) {}

    /** The rows of a time, the one that differs most first. */
    List<Line> report(List<ProjectId> projects, Instant from, Instant to, PriceList prices) {
        catchUp.run();
        Map<Place, Sum> sums = new HashMap<>();
        for (ProjectId project : projects) {
            Long at = ledger.next(project, Tally.quarter(from));
            while (at != null && at < Tally.quarter(to)) {
                long begin = Math.floorDiv(at, WINDOW) * WINDOW;
                attempts.read(
                        project,
                        later(from, time(begin)),
                        earlier(to, time(begin + WINDOW)),
                        priced -> add(priced, prices, sums));
                at = ledger.next(project, begin + WINDOW);
            }
        }
        List<Line> lines = new ArrayList<>();
        sums.forEach((place, sum) -> lines.add(new Line(
                place.model,
                place.deployment,
                place.currency,
                place.other,
                sum.attempts,
                sum.changed,
                sum.cost,
                sum.rerated)));
        lines.sort(Comparator.comparing(
                        (Line line) -> line.rerated.minus(line.cost).amount().abs())
                .reversed()
                .thenComparing(Line::model)
                .thenComparing(Line::deployment));
        return lines;
    }

    private static Instant time(long quarter) {
        return Instant.ofEpochSecond(quarter * Cell.QUARTER_SECONDS);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static void add(Priced priced, PriceList prices, Map<Place, Sum> sums) {
        Price price = priced.open() ? null : prices.price(priced.target(), priced.pricedAt());
        Money other = price == null ? null : price.asIn(priced.price()).cost(priced.usage());
        String currency = price == null ? null : price.currency();
        if (priced.open()) {
            other = priced.cost();
            currency = priced.currency();
        }
        Place place = new Place(
                priced.model(),
                priced.target().name(),
                priced.cost() == null ? null : priced.currency(),
                other == null ? null : currency);
        Sum sum = sums.computeIfAbsent(place, fresh -> new Sum());
        sum.attempts++;
        boolean same = other == null ? priced.cost() == null : other.equals(priced.cost());
        sum.changed += same && Objects.equals(place.currency, place.other) ? 0 : 1;
        if (priced.cost() != null) {
            sum.cost = sum.cost.plus(Total.of(priced.cost()));
        }
        if (other != null) {
            sum.rerated = sum.rerated.plus(Total.of(other));
        }
    }
}
