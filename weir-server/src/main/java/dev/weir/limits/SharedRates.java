package dev.weir.limits;

import dev.weir.kernel.Clock;
import dev.weir.limits.RedisMeters.Answer;
import dev.weir.limits.RedisMeters.Figures;
import dev.weir.limits.RedisMeters.Limit;
import dev.weir.tenancy.Applied;
import dev.weir.tenancy.CallLimits;
import dev.weir.tenancy.Period;
import dev.weir.tenancy.Subject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts requests and tokens with other nodes, in Redis; calls in progress are each node's own. While Redis is away, a
 * node lets its share of each limit through, which is the limit divided by the nodes that there are, by counters of its
 * own. Thread-safe.
 */
final class SharedRates implements Rates {
    private static final long MINUTE_KEPT = 122;
    private static final long DAY_KEPT = Duration.ofHours(50).toSeconds();

    private final RedisMeters meters;
    private final RateBook inside;
    private final RateBook alone;
    private final IntSupplier nodes;
    private final BiConsumer<Subject, Limit> unknownDay;
    private final Clock clock;

    /**
     * @param alone counts where Redis does not
     * @param nodes how many there are
     * @param unknownDay told of a day that Redis knew nothing of, so that it learns what the ledger knows
     */
    SharedRates(
            RedisMeters meters, RateBook alone, IntSupplier nodes, BiConsumer<Subject, Limit> unknownDay, Clock clock) {
        this.meters = meters;
        this.inside = new RateBook(clock);
        this.alone = alone;
        this.nodes = nodes;
        this.unknownDay = unknownDay;
        this.clock = clock;
    }

    /** A limit and what it counts. */
    private record Asked(Applied applied, Kind kind, Limit limit) {}

    @Override
    public RateBook.Outcome take(List<Applied> limits, long tokens) {
        Instant now = clock.instant();
        List<Asked> asked = asked(limits, tokens, now);
        for (Asked each : asked) {
            if (each.limit().wanted() > each.limit().limit()) {
                return reached(each, null, Standing.UNLIMITED);
            }
        }
        RateBook.Outcome place = inside.take(inProgress(limits), 0);
        if (!(place instanceof RateBook.Taken in)) {
            return place;
        }
        Answer answer = asked.isEmpty()
                ? new Answer(true, 0, List.of())
                : meters.take(asked.stream().map(Asked::limit).toList());
        if (answer == null) {
            return behind(in, alone.take(share(limits), tokens));
        }
        Standing standing = standing(asked, answer, now);
        if (!answer.taken()) {
            in.settle(0);
            return refused(asked, answer, standing, now);
        }
        learn(asked, answer);
        return new Held(in, limits, asked, answer.second(), tokens, standing);
    }

    /** Only Redis knows how much room there is, and it is asked once for each call. */
    @Override
    public boolean isRoomy(List<Applied> limits, long tokens) {
        return false;
    }

    @Override
    public List<RateLine> lines(List<Applied> limits, long tokens) {
        Instant now = clock.instant();
        List<RateLine> lines = new ArrayList<>();
        for (Applied applied : limits) {
            List<Applied> one = List.of(applied);
            lines.addAll(inside.lines(inProgress(one), 0));
            List<Asked> asked = asked(one, tokens, now);
            Answer answer = asked.isEmpty()
                    ? new Answer(true, 0, List.of())
                    : meters.look(asked.stream().map(Asked::limit).toList());
            if (answer == null) {
                lines.addAll(alone.lines(share(one), tokens));
            } else {
                for (int i = 0; i < asked.size(); i++) {
                    lines.add(line(asked.get(i), answer.figures().get(i), now));
                }
            }
        }
        return lines;
    }

    private static RateLine line(Asked asked, Figures figures, Instant now) {
        Limit limit = asked.limit();
        boolean never = limit.wanted() > limit.limit();
        boolean passes = !never && figures.pause() == 0;
        Duration pause = limit.day() ? leftOfDay(asked, now) : Duration.ofSeconds(figures.pause());
        return new RateLine(
                asked.applied().subject(),
                asked.kind().wire(),
                limit.limit(),
                figures.used(),
                limit.wanted(),
                false,
                passes,
                passes || never ? null : pause);
    }

    private static RateBook.Outcome behind(RateBook.Taken in, RateBook.Outcome outcome) {
        if (!(outcome instanceof RateBook.Taken own)) {
            in.settle(0);
            return outcome;
        }
        return new RateBook.Taken() {
            @Override
            public Standing standing() {
                return own.standing();
            }

            @Override
            public void settle(long used) {
                in.settle(0);
                own.settle(used);
            }
        };
    }

    private static List<Asked> asked(List<Applied> limits, long tokens, Instant now) {
        List<Asked> asked = new ArrayList<>(limits.size() * 2);
        for (Applied applied : limits) {
            CallLimits wanted = applied.limits();
            if (wanted.rpm() != null) {
                asked.add(minute(applied, Kind.REQUESTS, wanted.rpm(), 1));
            }
            if (wanted.tpm() != null) {
                asked.add(minute(applied, Kind.TOKENS, wanted.tpm(), tokens));
            }
            if (wanted.tokensPerDay() != null) {
                Instant from = Period.DAY.of(now, wanted.timeZone()).from();
                String key = key(applied.subject(), Kind.DAY) + ":" + from.getEpochSecond();
                asked.add(new Asked(applied, Kind.DAY, new Limit(key, true, wanted.tokensPerDay(), tokens, DAY_KEPT)));
            }
        }
        return asked;
    }

    private static Asked minute(Applied applied, Kind kind, long limit, long wanted) {
        return new Asked(applied, kind, new Limit(key(applied.subject(), kind), false, limit, wanted, MINUTE_KEPT));
    }

    /** Users' names are what callers write: they are neither shown there nor of any length. */
    private static String key(Subject subject, Kind kind) {
        return "weir:" + kind.wire() + ":" + subject.scope().wire() + ":" + subject.owner() + ":"
                + digest(subject.name());
    }

    private static String digest(String name) {
        try {
            byte[] whole = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(whole, 0, 16);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private static List<Applied> inProgress(List<Applied> limits) {
        return limits.stream()
                .filter(applied -> applied.limits().concurrency() != null)
                .map(applied -> new Applied(
                        applied.subject(), new CallLimits(applied.limits().concurrency(), null, null)))
                .toList();
    }

    /** Of the days each node knows what was used when it started, and what it used itself. */
    private List<Applied> share(List<Applied> limits) {
        int parts = Math.max(1, nodes.getAsInt());
        return limits.stream()
                .map(applied -> new Applied(applied.subject(), share(applied.limits(), parts)))
                .toList();
    }

    private static CallLimits share(CallLimits whole, int parts) {
        return new CallLimits(
                null,
                share(whole.rpm(), parts),
                share(whole.tpm(), parts),
                whole.tokensPerDay(),
                whole.timeZone(),
                List.of(),
                null,
                null);
    }

    private static @Nullable Long share(@Nullable Long limit, int parts) {
        return limit == null ? null : Long.valueOf(Math.max(1, limit / parts));
    }

    private static RateBook.Outcome.Reached reached(Asked by, @Nullable Duration pause, Standing standing) {
        return new RateBook.Outcome.Reached(
                by.applied(),
                new Meter.Full(by.kind(), by.limit().limit(), by.limit().wanted(), pause),
                standing);
    }

    /** Of several limits that are full, the one to wait for longest. */
    private static RateBook.Outcome refused(List<Asked> asked, Answer answer, Standing standing, Instant now) {
        RateBook.Outcome.Reached longest = null;
        for (int i = 0; i < asked.size(); i++) {
            Figures figures = answer.figures().get(i);
            if (figures.pause() > 0) {
                Asked each = asked.get(i);
                Duration pause = each.limit().day() ? leftOfDay(each, now) : Duration.ofSeconds(figures.pause());
                RateBook.Outcome.Reached found = reached(each, pause, standing);
                if (longest == null || found.full().isLongerThan(longest.full())) {
                    longest = found;
                }
            }
        }
        if (longest == null) {
            throw new IllegalStateException("Redis refused a call and named no limit");
        }
        return longest;
    }

    private static Duration leftOfDay(Asked asked, Instant now) {
        return new TokenDay(asked.applied().limits().timeZone(), now).left(now);
    }

    private static Standing standing(List<Asked> asked, Answer answer, Instant now) {
        Standing standing = Standing.UNLIMITED;
        for (int i = 0; i < asked.size(); i++) {
            Asked each = asked.get(i);
            Figures figures = answer.figures().get(i);
            long used = figures.used() + (answer.taken() ? each.limit().wanted() : 0);
            Duration reset = each.limit().day() ? leftOfDay(each, now) : Duration.ofSeconds(reset(figures, answer));
            standing = standing.with(
                    each.kind(),
                    new Standing.Quota(
                            each.limit().limit(),
                            Math.max(0, each.limit().limit() - used),
                            used == 0 ? Duration.ZERO : reset));
        }
        return standing;
    }

    private static long reset(Figures figures, Answer answer) {
        return answer.taken() ? 61 : figures.empty();
    }

    private void learn(List<Asked> asked, Answer answer) {
        for (int i = 0; i < asked.size(); i++) {
            if (answer.figures().get(i).fresh()) {
                unknownDay.accept(asked.get(i).applied().subject(), asked.get(i).limit());
            }
        }
    }

    /** What a call has taken until it is over. */
    private final class Held implements RateBook.Taken {
        private final RateBook.Taken in;
        private final List<Applied> limits;
        private final List<Limit> tokens;
        private final long second;
        private final long taken;
        private final Standing standing;
        private boolean open = true;

        Held(RateBook.Taken in, List<Applied> limits, List<Asked> asked, long second, long taken, Standing standing) {
            this.in = in;
            this.limits = limits;
            this.tokens = asked.stream()
                    .filter(each -> each.kind() != Kind.REQUESTS)
                    .map(Asked::limit)
                    .toList();
            this.second = second;
            this.taken = taken;
            this.standing = standing;
        }

        @Override
        public Standing standing() {
            return standing;
        }

        @Override
        public void settle(long used) {
            synchronized (this) {
                if (!open) {
                    return;
                }
                open = false;
            }
            in.settle(0);
            meters.settle(tokens, second, used - taken);
            alone.spend(limits, used);
        }
    }

    @Override
    public void spend(List<Applied> limits, long tokens) {
        List<Limit> days = asked(limits, 0, clock.instant()).stream()
                .filter(each -> each.kind() == Kind.DAY)
                .map(Asked::limit)
                .toList();
        meters.settle(days, 0, tokens);
        alone.spend(limits, tokens);
    }
}
