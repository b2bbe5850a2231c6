package dev.weir.limits;

import dev.weir.dialect.UserField;
import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.notice.Notices;
import dev.weir.pipeline.Gateway;
import dev.weir.spi.Call;
import dev.weir.spi.Exchange;
import dev.weir.spi.KeyId;
import dev.weir.spi.ProjectId;
import dev.weir.store.Database;
import dev.weir.store.JournalRecord.AdminAction;
import dev.weir.store.Projection;
import dev.weir.store.StorageException;
import dev.weir.telemetry.Metrics;
import dev.weir.tenancy.Applied;
import dev.weir.tenancy.CallLimits;
import dev.weir.tenancy.LimitTable;
import dev.weir.tenancy.Period;
import dev.weir.tenancy.Shares;
import dev.weir.tenancy.Subject;
import dev.weir.tenancy.Tenancy;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wires the rates: what calls may have by the minute and by the day. */
public final class RateRoom implements AutoCloseable {
    /** The resource folder of the tables' scripts. */
    public static final String MIGRATIONS = "dev/weir/limits/migrations";

    private static final Logger log = LoggerFactory.getLogger(RateRoom.class);

    private static final Duration LONGEST_DAY = Duration.ofHours(26);
    /** What a sliding minute looks at. */
    private static final Duration MINUTE = Duration.ofSeconds(61);

    private final Tenancy tenancy;
    private final LimitTable table;
    private final UnaryOperator<String> models;
    private final Metrics metrics;
    private final Clock clock;
    private final RateBook book;
    private final Rates rates;
    private final @Nullable RedisMeters meters;
    private final TokenDao tokens;
    private final MinuteDao minutes;
    private final SlowDown slowDown;

    /**
     * When keys that are refused again and again are slowed down.
     *
     * @param after refusals within the time below that have no consequence
     * @param first the delay after one more; each further one doubles it
     * @param longest the longest delay
     */
    public record Slowing(int after, Duration within, Duration first, Duration longest) {}

    /**
     * @param database opened with {@link #MIGRATIONS} and the exchanges'
     * @param redis where nodes count together; null where each counts for itself
     * @param nodes how many there are
     * @param models the model that a name stands for
     * @param slowing null to slow nobody down
     */
    public RateRoom(
            Database database,
            @Nullable String redis,
            IntSupplier nodes,
            Tenancy tenancy,
            LimitTable table,
            UnaryOperator<String> models,
            @Nullable Slowing slowing,
            Metrics metrics,
            Clock clock) {
        this.slowDown = new SlowDown(
                slowing == null
                        ? null
                        : new SlowDown.Rule(slowing.after, slowing.within, slowing.first, slowing.longest),
                clock,
                SlowDown.Pause.REAL);
        this.metrics = metrics;
        this.tenancy = tenancy;
        this.table = table;
        this.models = models;
        this.clock = clock;
        this.book = new RateBook(clock);
        this.tokens = new TokenDao(database, clock, this::limitedByTheDay);
        this.minutes = new MinuteDao(database);
        this.meters = redis == null ? null : new RedisMeters(redis, clock);
        this.rates = meters == null ? book : new SharedRates(meters, book, nodes, this::learn, clock);
        if (meters != null) {
            metrics.gauge(
                    "weir.limits.redis.up", "1 while Redis counts for all nodes", meters, m -> m.isAway() ? 0 : 1);
        }
        metrics.gauge("weir.limits.subjects", "Subjects whose calls are counted now", book, RateBook::size);
    }

    /** Redis has lost a day, or it is a new one: what the ledger has of it is added, off the call's way. */
    private void learn(Subject subject, RedisMeters.Limit day) {
        RedisMeters into = meters;
        if (into == null) {
            return;
        }
        Thread.ofVirtual().name("weir-day-of-redis").start(() -> {
            CallLimits limits = table.of(subject);
            Instant from = Period.DAY.of(clock.instant(), limits.timeZone()).from();
            try {
                long used = tokens.since(from).stream()
                        .filter(spent -> spent.subject().equals(subject))
                        .mapToLong(TokenDao.Spent::tokens)
                        .sum();
                into.settle(List.of(day), 0, used);
            } catch (StorageException | IllegalStateException e) {
                log.warn("What was used of a limit by the day is not known now: {}", e.getMessage());
            }
        });
    }

    private List<Subject> limitedByTheDay(Exchange exchange) {
        return applied(exchange.project(), exchange.key(), exchange.model(), exchange.tags()).stream()
                .filter(applied -> applied.limits().tokensPerDay() != null)
                .map(Applied::subject)
                .toList();
    }

    private List<Applied> applied(ProjectId id, KeyId key, String model, Map<String, String> tags) {
        return tenancy.project(id)
                .map(project -> table.applied(
                        project.organization(), project.id(), key, tags.get(UserField.TAG), models.apply(model), tags))
                .orElse(List.of());
    }

    /** Keeps count of days for the next start. */
    public Projection projection() {
        return tokens;
    }

    /**
     * Goes on from what was used of today and of the last minute, when the {@link #projection} and the exchanges have
     * followed the journal to its end.
     */
    public void resume() {
        Instant now = clock.instant();
        resumeDays(now);
        if (meters == null && table.all().stream().anyMatch(RateRoom::isByTheMinute)) {
            resumeMinutes(now);
        }
    }

    private static boolean isByTheMinute(Applied applied) {
        return applied.limits().rpm() != null || applied.limits().tpm() != null;
    }

    private void resumeMinutes(Instant now) {
        tenancy.allProjects().stream()
                .flatMap(project -> minutes.since(project, now.minus(MINUTE)).stream())
                .sorted(Comparator.comparing(MinuteDao.Past::second))
                .forEach(past -> book.recall(
                        applied(past.project(), past.key(), past.model(), past.tags()).stream()
                                .filter(RateRoom::isByTheMinute)
                                .toList(),
                        past.requests(),
                        past.tokens(),
                        Duration.between(past.second(), now)));
    }

    private void resumeDays(Instant now) {
        for (TokenDao.Spent spent : tokens.since(now.minus(LONGEST_DAY))) {
            CallLimits limits = table.of(spent.subject());
            if (limits.tokensPerDay() != null
                    && !spent.from()
                            .isBefore(Period.DAY.of(now, limits.timeZone()).from())) {
                book.spend(List.of(new Applied(spent.subject(), limits)), spent.tokens());
            }
        }
    }

    /** How these limits stand, and whether a call that takes so many tokens would pass them. Takes nothing. */
    public List<RateLine> lines(List<Applied> limits, long tokens) {
        return rates.lines(limits, tokens);
    }

    /**
     * Tells when shares of the tokens of a day are reached, whenever it is run.
     *
     * @param usual the shares of limits that name none
     */
    public Runnable watch(Notices notices, Shares usual) {
        return new DayWatch(book, table, tenancy, usual, notices, clock);
    }

    /**
     * The tokens that a call may use.
     *
     * @param counted as exactly as can be told before it is routed
     * @param atMost no less than that, found in no time
     */
    public record Expected(ToLongFunction<Call> counted, ToLongFunction<Call> atMost) {}

    /** The pipeline behind its limits. */
    public Gateway before(Gateway inside, Expected expected) {
        return new RateGate(inside, table, rates, models, expected, metrics, clock, slowDown);
    }

    /**
     * Keys that are slowed down, and how to forgive them.
     *
     * @param audit takes what administrators do
     */
    public Routes routes(Consumer<AdminAction> audit) {
        return new SlowDownRoutes(slowDown, tenancy, clock, audit).routes();
    }

    /** Tells when a key begins to be slowed down, whenever it is run. */
    public Runnable slowWatch(Notices notices) {
        return new SlowDownWatch(slowDown, tenancy, notices);
    }

    /** How long a key's calls wait now. */
    public Duration delay(KeyId key) {
        SlowDown.Slowed slowed = slowDown.of(key);
        return slowed == null ? Duration.ZERO : slowed.delay();
    }

    @Override
    public void close() {
        if (meters != null) {
            meters.close();
        }
    }
}
