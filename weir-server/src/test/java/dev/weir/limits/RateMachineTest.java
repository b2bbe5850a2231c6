package dev.weir.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.dialect.UserField;
import dev.weir.http.Refusal;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.pipeline.Foretold;
import dev.weir.pipeline.Gateway;
import dev.weir.spi.Answer;
import dev.weir.spi.Attempt;
import dev.weir.spi.AttemptId;
import dev.weir.spi.Call;
import dev.weir.spi.Cancellation;
import dev.weir.spi.Dialect;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.Operation;
import dev.weir.spi.Outbound;
import dev.weir.spi.Payload;
import dev.weir.spi.Principal;
import dev.weir.spi.Recording;
import dev.weir.spi.Role;
import dev.weir.spi.Status;
import dev.weir.spi.Target;
import dev.weir.spi.Usage;
import dev.weir.spi.WeirOptions;
import dev.weir.store.Database;
import dev.weir.store.Journal;
import dev.weir.store.JournalCodec;
import dev.weir.store.JournalRecord.AttemptIntent;
import dev.weir.store.JournalRecord.AttemptOutcome;
import dev.weir.store.JournalRecord.Closed;
import dev.weir.store.Ledger;
import dev.weir.store.OpenExchanges;
import dev.weir.store.Projector;
import dev.weir.store.TestCipher;
import dev.weir.telemetry.Metrics;
import dev.weir.tenancy.Applied;
import dev.weir.tenancy.CallLimits;
import dev.weir.tenancy.KeyRequest;
import dev.weir.tenancy.LimitsSet;
import dev.weir.tenancy.Scope;
import dev.weir.tenancy.Subject;
import dev.weir.tenancy.TenancyRoom;
import dev.weir.trace.Tracing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;
import org.jspecify.annotations.Nullable;

/**
 * Rates of every scope at once, through any sequence of calls, settlements, foretold answers, clock moves, other limits,
 * restarts and kills, against a model that adds up everything. The real journal, ledger and tables take part, and every
 * call comes in by the gate.
 */
class RateMachineTest {
    private static final Instant START = Instant.parse("2026-03-27T10:00:00Z");
    /** Puts its clock forward two days after the start. */
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    /** Its day begins at a quarter past the hours of others. */
    private static final ZoneId KATHMANDU = ZoneId.of("Asia/Kathmandu");

    private static final int FURTHEST_BACK = 3 * 3_600;

    /** What may be limited in the tests; the names of organization, project and key are ids and stand elsewhere. */
    private enum Limited {
        ORGANIZATION(Scope.ORGANIZATION, ""),
        PROJECT(Scope.PROJECT, ""),
        KEY(Scope.KEY, ""),
        EACH_USER(Scope.USER, "*"),
        ANN(Scope.USER, "ann"),
        SMALL(Scope.MODEL, "small"),
        TEAM(Scope.TAG, "team=a");

        private final Scope scope;
        private final String name;

        Limited(Scope scope, String name) {
            this.scope = scope;
            this.name = name;
        }

        boolean applies(Wish wish) {
            return switch (this) {
                case ORGANIZATION, PROJECT, KEY -> true;
                case EACH_USER -> wish.user != null && !wish.user.equals("ann");
                case ANN -> "ann".equals(wish.user);
                case SMALL -> wish.model.equals("small");
                case TEAM -> wish.tagged;
            };
        }

        /** Each user is counted for itself under the star. */
        String place(Wish wish) {
            return this == EACH_USER ? "user " + wish.user : name();
        }

        boolean waits() {
            return this == PROJECT || this == KEY;
        }
    }

    private record Wish(@Nullable String user, String model, boolean tagged, long tokens) {
        Map<String, String> tags() {
            Map<String, String> tags = new HashMap<>();
            if (user != null) {
                tags.put(UserField.TAG, user);
            }
            if (tagged) {
                tags.put("team", "a");
            }
            return tags;
        }

        List<Limited> limited() {
            return Stream.of(Limited.values())
                    .filter(limited -> limited.applies(this))
                    .toList();
        }
    }

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

    private static final class Open {
        private final int number;
        private final Wish wish;
        private final Instant at;
        private final long second;
        private final Call call;
        private final Events events;
        private final List<Part> parts;
        private long answered = -1;

        Open(int number, Wish wish, Instant at, long second, Call call, Events events, List<Part> parts) {
            this.number = number;
            this.wish = wish;
            this.at = at;
            this.second = second;
            this.call = call;
            this.events = events;
            this.parts = parts;
        }
    }

    /** Tokens that the journal knows of. */
    private record Known(String place, Instant at, long tokens) {}

    /** A call that the journal knows of. */
    private record Called(Wish wish, Instant at, long tokens) {}

    private static final Path ROOT = folder();
    private static final Path TEMPLATE = template();

    private static Path folder() {
        try {
            Path root = Files.createTempDirectory("weir-rates");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    delete(root);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
            return root;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A data directory with all the limits, of which each sequence gets a copy. */
    private static Path template() {
        Path folder = ROOT.resolve("template");
        try (World world = new World(Files.createDirectory(folder))) {
            Principal owner = world.owner();
            world.tenancy
                    .service()
                    .createKey(
                            owner, new KeyRequest("tested", Role.DEVELOPER, owner.project(), false, CallLimits.NONE));
            world.caller = world.tested();
            world.limit(Limited.ORGANIZATION, limits(7, 40, 2_500, 9_000, CallLimits.UTC));
            world.limit(Limited.PROJECT, limits(1, 25, 1_500, 4_000, BERLIN));
            world.limit(Limited.KEY, limits(1, 20, 1_200, 6_000, CallLimits.UTC));
            world.limit(Limited.EACH_USER, limits(3, 8, 500, 900, BERLIN));
            world.limit(Limited.ANN, limits(4, 12, 700, 2_000, KATHMANDU));
            world.limit(Limited.SMALL, limits(5, 15, 900, 2_500, BERLIN));
            world.limit(Limited.TEAM, limits(4, 14, 800, 2_200, CallLimits.UTC));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static CallLimits limits(int concurrency, long rpm, long tpm, long day, ZoneId zone) {
        return new CallLimits(concurrency, rpm, tpm, day, zone, List.of(), null, null);
    }

    @Property(tries = 18)
    void anySequenceAgreesWithAddingUpEverything(@ForAll("chains") ActionChain<World> chain) {
        follow(chain);
    }

    static void follow(ActionChain<World> chain) {
        try {
            chain.withInvariant(World::check).run();
        } finally {
            chain.finalState().ifPresent(World::close);
        }
    }

    @Provide
    Arbitrary<ActionChain<World>> chains() {
        return sequences();
    }

    static Arbitrary<ActionChain<World>> sequences() {
        return ActionChain.startWith(RateMachineTest::fresh)
                .withAction(16, new Begin())
                .withAction(7, new End())
                .withAction(2, new Answered())
                .withAction(2, new Told())
                .withAction(3, new Forward())
                .withAction(1, new Midnight())
                .withAction(1, new Back())
                .withAction(2, new Limits())
                .withAction(1, new Restart())
                .withAction(1, new Kill())
                .withMaxTransformations(70);
    }

    private static World fresh() {
        try {
            Path folder = Files.createTempDirectory(ROOT, "world");
            try (Stream<Path> files = Files.list(TEMPLATE)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.copy(file, folder.resolve(file.getFileName()));
                }
            }
            return new World(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Arbitrary<Wish> wishes(long most) {
        return Combinators.combine(
                        Arbitraries.of(
                                Optional.<String>empty(), Optional.of("ann"), Optional.of("bob"), Optional.of("eve")),
                        Arbitraries.of("small", "large"),
                        Arbitraries.of(true, false),
                        Arbitraries.longs().between(0, most))
                .as((user, model, tagged, tokens) -> new Wish(user.orElse(null), model, tagged, tokens));
    }

    private static final class Begin implements Action.Independent<World> {
        @Override
        public Arbitrary<Transformer<World>> transformer() {
            return wishes(400).map(wish -> Transformer.mutate("begin " + wish, world -> world.begin(wish)));
        }
    }

    /** From nothing to half as much again as was taken. */
    private static final class End implements Action.Independent<World> {
        @Override
        public boolean precondition(World world) {
            return !world.open.isEmpty();
        }

        @Override
        public Arbitrary<Transformer<World>> transformer() {
            return Combinators.combine(
                            Arbitraries.integers().between(0, 1_000),
                            Arbitraries.integers().between(0, 150))
                    .as((which, percent) -> Transformer.mutate(
                            "end " + which + " at " + percent + " %", world -> world.end(which, percent)));
        }
    }

    private static final class Answered implements Action.Independent<World> {
        @Override
        public boolean precondition(World world) {
            return !world.open.isEmpty();
        }

        @Override
        public Arbitrary<Transformer<World>> transformer() {
            return Combinators.combine(
                            Arbitraries.integers().between(0, 1_000),
                            Arbitraries.integers().between(0, 150))
                    .as((which, percent) -> Transformer.mutate(
                            "answered " + which + " with " + percent + " %", world -> world.answered(which, percent)));
        }
    }

    private static final class Told implements Action.Independent<World> {
        @Override
        public Arbitrary<Transformer<World>> transformer() {
            return wishes(300).map(wish -> Transformer.mutate("foretold " + wish, world -> world.foretold(wish)));
        }
    }

    private static final class Forward implements Action.Independent<World> {
        @Override
        public Arbitrary<Transformer<World>> transformer() {
            return Arbitraries.oneOf(
                            Arbitraries.integers().between(1, 75),
                            Arbitraries.integers().between(1, 30 * 3_600))
                    .map(seconds -> Transformer.mutate("forward " + seconds, world -> world.forward(seconds)));
        }
    }

    private static final class Midnight implements Action.Independent<World> {
        @Override
        public Arbitrary<Transformer<World>> transformer() {
            return Combinators.combine(
                            Arbitraries.of(BERLIN, KATHMANDU, CallLimits.UTC),
                            Arbitraries.integers().between(-1, 1))
                    .as((zone, seconds) -> Transformer.mutate(
                            "midnight of " + zone + " and " + seconds, world -> world.midnight(zone, seconds)));
        }
    }

    private static final class Back implements Action.Independent<World> {
        @Override
        public Arbitrary<Transformer<World>> transformer() {
            return Arbitraries.integers()
                    .between(1, FURTHEST_BACK)
                    .map(seconds -> Transformer.mutate("back " + seconds, world -> world.back(seconds)));
        }
    }

    private static final class Limits implements Action.Independent<World> {
        @Override
        public Arbitrary<Transformer<World>> transformer() {
            Arbitrary<CallLimits> other = Combinators.combine(
                            Arbitraries.integers().between(1, 6),
                            Arbitraries.longs().between(2, 30),
                            Arbitraries.longs().between(100, 2_000),
                            Arbitraries.longs().between(200, 6_000),
                            Arbitraries.of(BERLIN, KATHMANDU, CallLimits.UTC))
                    .as(RateMachineTest::limits);
            return Combinators.combine(
                            Arbitraries.of(Limited.values()),
                            Arbitraries.frequencyOf(Tuple.of(5, other), Tuple.of(1, none())))
                    .as((whose, limits) -> Transformer.mutate(
                            "limit " + whose + " to " + limits, world -> world.change(whose, limits)));
        }

        private static Arbitrary<CallLimits> none() {
            return Arbitraries.just(CallLimits.NONE);
        }
    }

    private static final class Restart implements Action.Independent<World> {
        @Override
        public Arbitrary<Transformer<World>> transformer() {
            return Arbitraries.just(Transformer.mutate("restart", World::restart));
        }
    }

    private static final class Kill implements Action.Independent<World> {
        @Override
        public Arbitrary<Transformer<World>> transformer() {
            return Arbitraries.of(true, false)
                    .map(behind -> Transformer.mutate(
                            behind ? "kill with tables behind" : "kill", world -> world.kill(behind)));
        }
    }

    /** Weir's rooms, and the model beside them. */
    static final class World implements Clock, AutoCloseable {
        private final Path folder;
        private Instant now = START;
        private Instant latest = START;
        private long seconds;
        private Journal journal;
        private Database database;
        private Projector projector;
        private TenancyRoom tenancy;
        private RateRoom room;
        private Gateway gate;
        private Principal caller;

        private final Map<String, Counted> counted = new HashMap<>();
        private final List<Open> open = new ArrayList<>();
        private final List<Known> known = new ArrayList<>();
        private final List<Called> called = new ArrayList<>();
        private int numbers;
        private long wanted;

        World(Path folder) {
            this.folder = folder;
            start();
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public long nanoTime() {
            return seconds * 1_000_000_000;
        }

        private void start() {
            JournalCodec codec = new JournalCodec(new TestCipher());
            journal = Journal.open(folder.resolve("journal"), "node_1", codec);
            database = Database.open(
                    folder.resolve("weir.db"),
                    Projector.MIGRATIONS,
                    Ledger.MIGRATIONS,
                    Tracing.LEDGER_MIGRATIONS,
                    TenancyRoom.MIGRATIONS,
                    RateRoom.MIGRATIONS);
            tenancy = new TenancyRoom(database, this, new IdSource(this), new SecureRandom(), action -> {});
            tenancy.service().bootstrap("an-admin-key-of-some-length", folder);
            caller = tested();
            room = new RateRoom(
                    database,
                    null,
                    () -> 1,
                    tenancy.service(),
                    tenancy.limits(),
                    UnaryOperator.identity(),
                    null,
                    new Metrics(),
                    this);
            projector = Projector.start(
                    journal,
                    codec,
                    database,
                    List.of(room.projection(), new Ledger("node_1"), Tracing.projection(database)));
            new OpenExchanges(database).close(journal, now);
            catchUp();
            room.resume();
            gate = room.before(this::answer, new RateRoom.Expected(call -> wanted, call -> wanted));
        }

        private void catchUp() {
            assertThat(projector.awaitProjected(journal.flush(), Duration.ofSeconds(10)))
                    .isTrue();
        }

        private Principal owner() {
            var authentication = tenancy.service().authenticate("an-admin-key-of-some-length");
            return ((dev.weir.tenancy.Authentication.Accepted) authentication).principal();
        }

        private Principal tested() {
            return tenancy.service().keys(owner()).stream()
                    .filter(key -> key.name().equals("tested"))
                    .findFirst()
                    .flatMap(key -> tenancy.service().principal(key.id()))
                    .orElseGet(this::owner);
        }

        /** What stands behind the gate: an answer that goes on until it is closed, or one that was foretold. */
        private Answer answer(Call call) {
            if (Foretold.NOW.isBound()) {
                call.recording()
                        .attempted(
                                attempt(call.recording().id(), call.operation().model(), wanted));
                return new Answer.Whole(new byte[0], List.of(), null);
            }
            return new Answer.Streamed(new Endless());
        }

        private CallLimits limits(Limited limited) {
            String name = name(limited);
            String owner = limited == Limited.ORGANIZATION
                    ? caller.organization().value()
                    : caller.project().value();
            return tenancy.limits().of(new Subject(limited.scope, owner, name));
        }

        private String name(Limited limited) {
            return switch (limited) {
                case ORGANIZATION -> caller.organization().value();
                case PROJECT -> caller.project().value();
                case KEY -> caller.key().value();
                case EACH_USER, ANN, SMALL, TEAM -> limited.name;
            };
        }

        private void limit(Limited limited, CallLimits limits) {
            LimitsSet.set(tenancy.limits(), owner(), limited.scope, name(limited), limits);
        }

        /** Whom a call counts for: those that are limited now. */
        private List<Limited> counting(Wish wish) {
            return wish.limited().stream()
                    .filter(limited -> !limits(limited).isNone())
                    .toList();
        }

        private Counted counted(Limited limited, Wish wish) {
            Counted found = counted.computeIfAbsent(limited.place(wish), added -> new Counted());
            found.day(limits(limited).timeZone(), now);
            return found;
        }

        private long used(String kind, Limited limited, Wish wish) {
            Counted found = counted(limited, wish);
            return switch (kind) {
                case "concurrency" -> found.inside;
                case "rpm" -> found.requests(seconds);
                case "tpm" -> found.tokens(seconds);
                default -> found.day(limits(limited).timeZone(), now).used;
            };
        }

        private boolean hasRoom(Limited limited, Wish wish) {
            CallLimits limits = limits(limited);
            return (limited.waits() || fits("concurrency", limited, wish, limits.concurrency(), 1))
                    & fits("rpm", limited, wish, limits.rpm(), 1)
                    & fits("tpm", limited, wish, limits.tpm(), wish.tokens)
                    & fits("tokens_per_day", limited, wish, limits.tokensPerDay(), wish.tokens);
        }

        private boolean fits(String kind, Limited limited, Wish wish, @Nullable Number limit, long more) {
            return limit == null || more == 0 || used(kind, limited, wish) + more <= limit.longValue();
        }

        void begin(Wish wish) {
            List<Limited> counting = counting(wish);
            boolean fits =
                    counting.stream().filter(limited -> !hasRoom(limited, wish)).count() == 0;
            wanted = wish.tokens;
            int number = numbers++;
            Call call = call(number, wish);
            Events events = null;
            try {
                events = ((Answer.Streamed) gate.call(call)).events();
            } catch (Refusal refused) {
                assertThat(refused.refused().status()).isEqualTo(429);
            }
            assertThat(events != null).as(wish + " at " + now).isEqualTo(fits);
            if (events != null) {
                List<Part> parts = new ArrayList<>();
                for (Limited limited : counting) {
                    Counted found = counted(limited, wish);
                    Day day = found.day(limits(limited).timeZone(), now);
                    found.inside++;
                    found.minutes.add(new Minutes(seconds, 1, wish.tokens));
                    day.used += wish.tokens;
                    parts.add(new Part(found, day));
                }
                journal.append(new AttemptIntent(
                        attemptId(call.recording().id()),
                        call.recording().id(),
                        caller.project(),
                        caller.key(),
                        now,
                        wish.model,
                        new Target("sim", wish.model),
                        null,
                        null,
                        wish.tags()));
                open.add(new Open(number, wish, now, seconds, call, events, parts));
            }
        }

        void end(int which, int percent) {
            Open over = open.remove(which % open.size());
            long used = over.answered < 0 ? over.wish.tokens * percent / 100 : over.answered;
            over.call.recording().attempted(attempt(over.call.recording().id(), over.wish.model, used));
            over.events.close();
            over.events.close();
            settle(over, used);
            journal.append(new Closed(over.call.recording().close(over.call, Status.OK, null), now));
            known(over.wish, over.at, used);
        }

        private void settle(Open over, long used) {
            long difference = used - over.wish.tokens;
            for (Part part : over.parts) {
                part.counted.inside--;
                part.day.used += difference;
                part.counted.minutes.add(new Minutes(difference < 0 ? over.second : seconds, 0, difference));
            }
        }

        /** The provider has answered, and somebody still reads. */
        void answered(int which, int percent) {
            Open going = open.get(which % open.size());
            if (going.answered < 0) {
                going.answered = going.wish.tokens * percent / 100;
                ExchangeId id = going.call.recording().id();
                journal.append(new AttemptOutcome(
                        attemptId(id), id, caller.project(), now, Usage.of(going.answered, 0), null, null, null));
            }
        }

        /** A provider's batch has answered: tokens of the day that nobody asked for. */
        void foretold(Wish wish) {
            wanted = wish.tokens;
            Call call = call(numbers++, wish);
            Foretold told = new Foretold(new Target("sim", wish.model), 200, new byte[0], BigDecimal.ONE);
            ScopedValue.where(Foretold.NOW, told).call(() -> gate.call(call));
            for (Limited limited : counting(wish)) {
                counted(limited, wish).day(limits(limited).timeZone(), now).used += wish.tokens;
            }
            journal.append(new Closed(call.recording().close(call, Status.OK, null), now));
            known(wish, now, wish.tokens);
        }

        /** The tables follow those who have a limit. */
        private void known(Wish wish, Instant at, long tokens) {
            called.add(new Called(wish, at, tokens));
            counting(wish).forEach(limited -> known.add(new Known(limited.place(wish), at, tokens)));
        }

        void forward(int more) {
            now = now.plusSeconds(more);
            seconds += more;
            latest = latest.isAfter(now) ? latest : now;
        }

        void midnight(ZoneId zone, int more) {
            Instant midnight = LocalDate.ofInstant(now, zone)
                    .plusDays(1)
                    .atStartOfDay(zone)
                    .toInstant();
            forward(Math.toIntExact(Math.max(0, Duration.between(now, midnight).toSeconds() + more)));
        }

        /** A calendar that is put right, also into a day that was over. All have begun the day that they stay in. */
        void back(int less) {
            Instant before = now.minusSeconds(less);
            boolean allLimited = Stream.of(Limited.values())
                    .noneMatch(limited -> limits(limited).isNone());
            if (allLimited && !before.isBefore(latest.minusSeconds(FURTHEST_BACK))) {
                List.of("ann", "bob", "eve").forEach(user -> foretold(new Wish(user, "small", true, 1)));
                now = before;
            }
        }

        void change(Limited whose, CallLimits limits) {
            catchUp();
            limit(whose, limits);
        }

        /** Everybody is waited for. */
        void restart() {
            while (!open.isEmpty()) {
                end(0, 70);
            }
            catchUp();
            stop();
            again();
        }

        /**
         * Of calls in progress counts what is known.
         *
         * @param behind whether the last that was journalled has not come to the tables
         */
        void kill(boolean behind) {
            if (behind) {
                projector.close();
                if (!open.isEmpty()) {
                    answered(0, 60);
                    end(open.size() / 2, 120);
                }
                foretold(new Wish("bob", "small", true, 3));
            }
            stop();
            open.forEach(each -> known(each.wish, each.at, Math.max(0, each.answered)));
            open.clear();
            again();
        }

        private void again() {
            start();
            counted.clear();
            for (String user : List.of("ann", "bob", "eve")) {
                Wish wish = new Wish(user, "small", true, 0);
                for (Limited limited : counting(wish)) {
                    Day day = new Day(limits(limited).timeZone(), now);
                    day.used = known.stream()
                            .filter(each -> each.place.equals(limited.place(wish)))
                            .filter(each ->
                                    !LocalDate.ofInstant(each.at, day.zone).isBefore(day.date))
                            .mapToLong(Known::tokens)
                            .sum();
                    counted.computeIfAbsent(limited.place(wish), added -> new Counted()).day = day;
                }
            }
            called.forEach(this::recall);
        }

        /** A new process has another second hand: what began lately counts up to a second later, never earlier. */
        private void recall(Called call) {
            long ago = Duration.between(call.at, now).toSeconds();
            if (ago <= 61) {
                for (Limited limited : counting(call.wish)) {
                    counted.computeIfAbsent(limited.place(call.wish), added -> new Counted())
                            .minutes
                            .add(new Minutes(seconds - Math.max(0, ago - 1), 1, call.tokens));
                }
            }
        }

        void check() {
            for (String user : List.of("ann", "bob", "eve")) {
                Wish wish = new Wish(user, "small", true, 17);
                List<Applied> applied = tenancy.limits().applied(caller, user, wish.model, wish.tags());
                assertThat(applied).hasSameSizeAs(counting(wish));
                for (RateLine line : room.lines(applied, wish.tokens)) {
                    Limited limited = wish.limited().stream()
                            .filter(each -> each.scope == line.subject().scope())
                            .findFirst()
                            .orElseThrow();
                    long used = used(line.limit(), limited, wish);
                    assertThat(line.used())
                            .as(line.limit() + " of " + limited.place(wish) + " at " + now)
                            .isEqualTo(line.waits() ? null : Long.valueOf(used));
                    assertThat(line.passes())
                            .as(line.limit() + " of " + limited.place(wish) + " at " + now)
                            .isEqualTo(line.waits() || used + line.wanted() <= line.allowed());
                }
            }
        }

        private Call call(int number, Wish wish) {
            return new Call(
                    "",
                    new Operation.Chat(
                            wish.model, List.of(), false, false, 1L, new Payload(Dialect.OPENAI_CHAT, new byte[0])),
                    new WeirOptions(true, List.of(), wish.tags()),
                    caller,
                    now.plusSeconds(60),
                    new Cancellation(),
                    List.of(),
                    new Target("sim", wish.model),
                    Outbound.Timeouts.DEFAULT,
                    new Recording(new ExchangeId("ex_" + number), this, this::nanoTime));
        }

        private static AttemptId attemptId(ExchangeId exchange) {
            return new AttemptId("at_" + exchange.value().substring(3));
        }

        private static Attempt attempt(ExchangeId exchange, String model, long tokens) {
            return new Attempt(
                    attemptId(exchange),
                    new Target("sim", model),
                    null,
                    Usage.of(tokens, 0),
                    null,
                    null,
                    null,
                    0,
                    0,
                    -1);
        }

        private void stop() {
            projector.close();
            room.close();
            tenancy.close();
            journal.close();
            database.close();
        }

        @Override
        public void close() {
            stop();
            if (!folder.endsWith("template")) {
                try {
                    delete(folder);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /** Has nothing to say until it is closed. */
    private static final class Endless implements Events {
        @Override
        public @Nullable Event next() {
            return null;
        }

        @Override
        public void close() {}
    }
}
