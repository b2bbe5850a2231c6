package dev.weir.limits;

import dev.weir.kernel.HandClock;
import dev.weir.machine.Limited;
import dev.weir.machine.Wish;
import dev.weir.tenancy.CallLimits;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Adds up everything that calls took, and what of it a journal knows. */
final class RateModel {
    private record Minutes(long second, long requests, long tokens) {}

    /** What was used of one date. */
    private static final class Day {
        private ZoneId zone;
        private LocalDate date;
        private long used;

        Day(ZoneId zone, Instant now) {
            this.zone = zone;
            this.date = LocalDate.ofInstant(now, zone);
        }
    }

    /** All that calls of one subject took, in the life of a process. */
    private static final class Counted {
        private final List<Minutes> minutes = new ArrayList<>();
        private @Nullable Day day;
        private int inside;

        /** A day that has begun stays until it is over, whatever the clock says; another zone's has used as much. */
        Day day(ZoneId zone, Instant now) {
            Day today = day;
            if (today == null || LocalDate.ofInstant(now, today.zone).isAfter(today.date)) {
                today = new Day(zone, now);
            } else if (!today.zone.equals(zone)) {
                today.zone = zone;
                today.date = LocalDate.ofInstant(now, zone);
            }
            day = today;
            return today;
        }

        long requests(long second) {
            return minutes.stream()
                    .filter(each -> each.second > second - 61)
                    .mapToLong(Minutes::requests)
                    .sum();
        }

        long tokens(long second) {
            return minutes.stream()
                    .filter(each -> each.second > second - 61)
                    .mapToLong(Minutes::tokens)
                    .sum();
        }
    }

    /** Where a call was counted when it began. */
    private record Part(Counted counted, Day day) {}

    /** A call that is counted for all that it will take at most. */
    record Taken(Wish wish, Instant at, long second, List<Part> parts) {}

    /** Tokens that the journal knows of. */
    private record Known(String place, Instant at, long tokens) {}

    /** A call that the journal knows of. */
    private record Called(Wish wish, Instant at, long tokens) {}

    private final HandClock clock;
    private final Function<Limited, CallLimits> limits;
    private final Map<String, Counted> counted = new HashMap<>();
    private final List<Known> known = new ArrayList<>();
    private final List<Called> called = new ArrayList<>();

    /**
     * @param limits as they are set now
     */
    RateModel(HandClock clock, Function<Limited, CallLimits> limits) {
        this.clock = clock;
        this.limits = limits;
    }

    private long second() {
        return Math.floorDiv(clock.nanoTime(), 1_000_000_000L);
    }

    /** Calls of these wait for one that is over, rather than be refused. */
    static boolean waits(Limited limited) {
        return limited == Limited.PROJECT || limited == Limited.KEY;
    }

    /** Whom a call counts for: those that are limited now. */
    List<Limited> counting(Wish wish) {
        return Limited.of(wish).stream()
                .filter(limited -> !limits.apply(limited).isNone())
                .toList();
    }

    boolean fits(Wish wish) {
        return counting(wish).stream()
                        .filter(limited -> !hasRoom(limited, wish))
                        .count()
                == 0;
    }

    private boolean hasRoom(Limited limited, Wish wish) {
        CallLimits allowed = limits.apply(limited);
        return (waits(limited) || fits("concurrency", limited, wish, allowed.concurrency(), 1))
                & fits("rpm", limited, wish, allowed.rpm(), 1)
                & fits("tpm", limited, wish, allowed.tpm(), wish.amount())
                & fits("tokens_per_day", limited, wish, allowed.tokensPerDay(), wish.amount());
    }

    private boolean fits(String kind, Limited limited, Wish wish, @Nullable Number limit, long more) {
        return limit == null || more == 0 || used(kind, limited, wish) + more <= limit.longValue();
    }

    /**
     * @param kind of limit, by the name it has in answers
     */
    long used(String kind, Limited limited, Wish wish) {
        Counted found = counted(limited, wish);
        return switch (kind) {
            case "concurrency" -> found.inside;
            case "rpm" -> found.requests(second());
            case "tpm" -> found.tokens(second());
            default -> day(found, limited).used;
        };
    }

    private Counted counted(Limited limited, Wish wish) {
        Counted found = counted.computeIfAbsent(limited.place(wish), added -> new Counted());
        day(found, limited);
        return found;
    }

    private Day day(Counted of, Limited limited) {
        return of.day(limits.apply(limited).timeZone(), clock.instant());
    }

    Taken begin(Wish wish) {
        List<Part> parts = new ArrayList<>();
        for (Limited limited : counting(wish)) {
            Counted found = counted(limited, wish);
            Day day = day(found, limited);
            found.inside++;
            found.minutes.add(new Minutes(second(), 1, wish.amount()));
            day.used += wish.amount();
            parts.add(new Part(found, day));
        }
        return new Taken(wish, clock.instant(), second(), parts);
    }

    void end(Taken over, long used) {
        long difference = used - over.wish.amount();
        for (Part part : over.parts) {
            part.counted.inside--;
            part.day.used += difference;
            part.counted.minutes.add(new Minutes(difference < 0 ? over.second : second(), 0, difference));
        }
        known(over.wish, over.at, used);
    }

    /** Counts for the day, and for nothing else. */
    void foretold(Wish wish) {
        for (Limited limited : counting(wish)) {
            day(counted(limited, wish), limited).used += wish.amount();
        }
        known(wish, clock.instant(), wish.amount());
    }

    /** The process is gone; of the call counts what the journal knows. */
    void lost(Taken open, long tokens) {
        known(open.wish, open.at, tokens);
    }

    /** The tables follow those who have a limit. */
    private void known(Wish wish, Instant at, long tokens) {
        called.add(new Called(wish, at, tokens));
        counting(wish).forEach(limited -> known.add(new Known(limited.place(wish), at, tokens)));
    }

    /** Another process has begun, which knows what the journal knows. */
    void again() {
        counted.clear();
        for (String user : Wish.USERS) {
            Wish wish = new Wish(user, "small", true, 0);
            for (Limited limited : counting(wish)) {
                Day day = new Day(limits.apply(limited).timeZone(), clock.instant());
                day.used = known.stream()
                        .filter(each -> each.place.equals(limited.place(wish)))
                        .filter(each -> !LocalDate.ofInstant(each.at, day.zone).isBefore(day.date))
                        .mapToLong(Known::tokens)
                        .sum();
                counted.computeIfAbsent(limited.place(wish), added -> new Counted()).day = day;
            }
        }
        called.forEach(this::recall);
    }

    /** A new process has another second hand: what began lately counts up to a second later, never earlier. */
    private void recall(Called call) {
        long ago = Duration.between(call.at, clock.instant()).toSeconds();
        if (ago <= 61) {
            for (Limited limited : counting(call.wish)) {
                counted.computeIfAbsent(limited.place(call.wish), added -> new Counted())
                        .minutes
                        .add(new Minutes(second() - Math.max(0, ago - 1), 1, call.tokens));
            }
        }
    }
}
