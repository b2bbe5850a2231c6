package dev.weir.limits;

import dev.weir.kernel.SlidingMinute;
import dev.weir.tenancy.CallLimits;
import dev.weir.tenancy.Scope;
import dev.weir.tenancy.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is counted of one subject's calls. Its book's lock guards it. */
final class Meter {
    private static final Duration UNTIL_A_CALL_ENDS = Duration.ofSeconds(1);

    /** One over it. */
    private static final long SMALL_PART = 8;

    private final boolean queued;
    private @Nullable SlidingMinute requests;
    private @Nullable SlidingMinute tokens;
    private @Nullable TokenDay day;
    private int inside;
    private long open;

    /** Calls in progress of keys and projects are admission's to bound: they wait for each other. */
    Meter(Scope scope) {
        this.queued = scope == Scope.KEY || scope == Scope.PROJECT;
    }

    /**
     * A limit that a call would pass.
     *
     * @param pause until there may be room; null if there never is
     */
    record Full(
            Kind kind, long limit, long wanted, @Nullable Duration pause) {
        /** Whether one has to wait longer for this than for the other. */
        boolean isLongerThan(@Nullable Full other) {
            return other == null || (other.pause != null && (pause == null || pause.compareTo(other.pause) > 0));
        }
    }

    /** Makes what these limits need, and begins a new day where one is over. */
    void prepare(CallLimits limits, Instant now) {
        if (limits.rpm() != null && requests == null) {
            requests = new SlidingMinute();
        }
        if (limits.tpm() != null && tokens == null) {
            tokens = new SlidingMinute();
        }
        if (limits.tokensPerDay() != null) {
            day = today(limits, now);
        }
    }

    private TokenDay today(CallLimits limits, Instant now) {
        if (day == null || day.isOver(now)) {
            return new TokenDay(limits.timeZone(), now);
        } else if (!day.isIn(limits.timeZone())) {
            day.move(limits.timeZone(), now);
        }
        day.hold(now);
        return day;
    }

    /** The limit that this call would pass, of several the one to wait for longest; null if there is room. */
    @Nullable
    Full full(CallLimits limits, long wanted, RateBook.Moment now) {
        Full longest = null;
        for (Kind kind : Kind.values()) {
            Long limit = kind.of(limits);
            Full full = limit == null ? null : full(kind, limit, wanted, now);
            longest = full != null && full.isLongerThan(longest) ? full : longest;
        }
        return longest;
    }

    private @Nullable Full full(Kind kind, long limit, long wanted, RateBook.Moment now) {
        return switch (kind) {
            case CONCURRENCY -> queued || inside < limit ? null : new Full(kind, limit, 1, UNTIL_A_CALL_ENDS);
            case REQUESTS -> minute(kind, requests, limit, 1, now);
            case TOKENS -> wanted == 0 ? null : minute(kind, tokens, limit, wanted, now);
            case DAY -> {
                TokenDay today = day;
                yield today == null || wanted == 0 || today.used() + wanted <= limit
                        ? null
                        : new Full(kind, limit, wanted, wanted > limit ? null : today.left(now.instant()));
            }
        };
    }

    private static @Nullable Full minute(
            Kind kind, @Nullable SlidingMinute minute, long limit, long wanted, RateBook.Moment now) {
        if (wanted > limit) {
            return new Full(kind, limit, wanted, null);
        }
        long wait = minute == null ? 0 : minute.secondsUntilRoomFor(wanted, limit, now.second());
        return wait == 0 ? null : new Full(kind, limit, wanted, Duration.ofSeconds(wait));
    }

    /** Whether a call that takes so many tokens, with all that calls in progress have taken, takes a small part of what is left. */
    boolean isRoomy(CallLimits limits, long wanted, RateBook.Moment now) {
        return isRoomy(limits.tpm(), used(Kind.TOKENS, now), wanted)
                && isRoomy(limits.tokensPerDay(), used(Kind.DAY, now), wanted);
    }

    private boolean isRoomy(@Nullable Long limit, long used, long wanted) {
        return limit == null || wanted <= limit && open + wanted <= (limit - (used - open)) / SMALL_PART;
    }

    /** What one call has taken. */
    record Part(
            Meter meter, long taken, long second, @Nullable TokenDay day) {}

    Part take(long wanted, RateBook.Moment now) {
        inside++;
        open += wanted;
        if (requests != null) {
            requests.add(1, now.second());
        }
        long second = tokens == null ? now.second() : tokens.add(wanted, now.second());
        if (day != null) {
            day.add(wanted);
            day.inProgress(wanted);
        }
        return new Part(this, wanted, second, day);
    }

    /** What was too much comes back to where it was taken; what was too little counts from now on. */
    void settle(Part part, long difference, RateBook.Moment now) {
        inside--;
        open -= part.taken();
        if (part.day() != null) {
            part.day().add(difference);
            part.day().inProgress(-part.taken());
        }
        if (tokens != null && difference < 0) {
            tokens.correct(difference, part.second());
        } else if (tokens != null && difference > 0) {
            tokens.add(difference, now.second());
        }
    }

    /** Counts what began in that second, which is not before any that was counted. */
    void recall(long begun, long used, long second) {
        if (requests != null) {
            requests.add(begun, second);
        }
        if (tokens != null) {
            tokens.add(used, second);
        }
    }

    /** Counts tokens of the day that nobody asked for. */
    void spend(long count) {
        if (day != null) {
            day.add(count);
        }
    }

    /** How each of these limits stands, and whether this call would pass it. */
    List<RateLine> lines(Subject subject, CallLimits limits, long wanted, RateBook.Moment now) {
        List<RateLine> lines = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            Long limit = kind.of(limits);
            if (limit != null) {
                Full full = full(kind, limit, wanted, now);
                long taken = kind == Kind.TOKENS || kind == Kind.DAY ? wanted : 1;
                boolean waits = kind == Kind.CONCURRENCY && queued;
                lines.add(new RateLine(
                        subject,
                        kind.wire(),
                        limit,
                        waits ? null : used(kind, now),
                        taken,
                        waits,
                        full == null,
                        full == null ? null : full.pause()));
            }
        }
        return lines;
    }

    private long used(Kind kind, RateBook.Moment now) {
        return switch (kind) {
            case CONCURRENCY -> inside;
            case REQUESTS -> requests == null ? 0 : requests.used(now.second());
            case TOKENS -> tokens == null ? 0 : tokens.used(now.second());
            case DAY -> day == null ? 0 : day.used();
        };
    }

    /** What was used of this day, without calls in progress; null if nobody counts. */
    @Nullable
    TokenDay day(Instant now) {
        return day == null || day.isOver(now) ? null : day;
    }

    Standing standing(Standing before, CallLimits limits, RateBook.Moment now) {
        Standing standing = before;
        if (limits.rpm() != null && requests != null) {
            standing = standing.with(Kind.REQUESTS, quota(limits.rpm(), requests, now));
        }
        if (limits.tpm() != null && tokens != null) {
            standing = standing.with(Kind.TOKENS, quota(limits.tpm(), tokens, now));
        }
        if (limits.tokensPerDay() != null && day != null) {
            long left = Math.max(0, limits.tokensPerDay() - day.used());
            Duration reset = day.used() == 0 ? Duration.ZERO : day.left(now.instant());
            standing = standing.with(Kind.DAY, new Standing.Quota(limits.tokensPerDay(), left, reset));
        }
        return standing;
    }

    private static Standing.Quota quota(long limit, SlidingMinute minute, RateBook.Moment now) {
        return new Standing.Quota(
                limit,
                Math.max(0, limit - minute.used(now.second())),
                Duration.ofSeconds(minute.secondsUntilEmpty(now.second())));
    }

    /** Whether a new one would say the same. */
    boolean isIdle(RateBook.Moment now) {
        return inside == 0
                && (requests == null || requests.used(now.second()) == 0)
                && (tokens == null || tokens.used(now.second()) == 0)
                && (day == null || day.used() == 0 || day.isOver(now.instant()));
    }
}
