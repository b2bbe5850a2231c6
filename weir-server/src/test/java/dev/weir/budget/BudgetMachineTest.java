package dev.weir.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.metering.InputBound;
import dev.weir.metering.Purse;
import dev.weir.metering.Worst;
import dev.weir.spi.Attempt;
import dev.weir.spi.AttemptId;
import dev.weir.spi.Call;
import dev.weir.spi.Cancellation;
import dev.weir.spi.Dialect;
import dev.weir.spi.Exchange;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.Money;
import dev.weir.spi.Operation;
import dev.weir.spi.Outbound;
import dev.weir.spi.Payload;
import dev.weir.spi.Principal;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Recording;
import dev.weir.spi.Role;
import dev.weir.spi.Target;
import dev.weir.spi.Usage;
import dev.weir.spi.WeirOptions;
import dev.weir.store.Database;
import dev.weir.store.Databases;
import dev.weir.store.Journal;
import dev.weir.store.JournalCodec;
import dev.weir.store.JournalRecord.AttemptIntent;
import dev.weir.store.JournalRecord.Closed;
import dev.weir.store.OpenExchanges;
import dev.weir.store.Projector;
import dev.weir.store.Sql;
import dev.weir.store.TestCipher;
import dev.weir.store.TestExchange;
import dev.weir.tenancy.Budget;
import dev.weir.tenancy.CallLimits;
import dev.weir.tenancy.KeyRequest;
import dev.weir.tenancy.Period;
import dev.weir.tenancy.TenancyRoom;
import dev.weir.usage.TestLedger;
import dev.weir.usage.UsageRoom;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;
import org.jspecify.annotations.Nullable;

/**
 * Budgets of every scope at once, through any sequence of reservations, settlements, refunds, replays, clock moves and
 * kills, against a model that adds up everything. The real journal, ledger and tables take part.
 */
class BudgetMachineTest {
    private static final Instant START = Instant.parse("2026-03-27T10:00:00Z");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final long CENT = 10_000_000_000L;

    /** A budget, and which calls it holds. */
    private record Held(String name, long picos, Period period, ZoneId zone, Predicate<Wish> applies, boolean byUser) {
        /** Each user has a budget of its own under the star. */
        String place(Wish wish) {
            return byUser ? name + " " + wish.user : name;
        }
    }

    /** The chain of budgets; Berlin puts its clock forward two days after the start. */
    private static final List<Held> BUDGETS = List.of(
            new Held("organization", 900 * CENT, Period.TOTAL, CallLimits.UTC, wish -> true, false),
            new Held("project", 60 * CENT, Period.DAY, BERLIN, wish -> true, false),
            new Held("key", 200 * CENT, Period.MONTH, CallLimits.UTC, wish -> true, false),
            new Held(
                    "user *",
                    25 * CENT,
                    Period.DAY,
                    BERLIN,
                    wish -> wish.user != null && !wish.user.equals("ann"),
                    true),
            new Held("user ann", 40 * CENT, Period.TOTAL, CallLimits.UTC, wish -> "ann".equals(wish.user), false),
            new Held("model small", 45 * CENT, Period.DAY, CallLimits.UTC, wish -> wish.model.equals("small"), false),
            new Held("tag team=a", 70 * CENT, Period.MONTH, BERLIN, wish -> wish.tagged, false));

    private record Wish(@Nullable String user, String model, boolean tagged, long picos) {
        Map<String, String> tags() {
            Map<String, String> tags = new HashMap<>();
            if (user != null) {
                tags.put("weir.user", user);
            }
            if (tagged) {
                tags.put("team", "a");
            }
            return tags;
        }
    }

    /** What was reserved, by the calendar as it was then. */
    private record Open(int number, Wish wish, Instant at, Purse.Held held) {}

    private record Spent(Wish wish, Instant at, long picos) {}

    private static final Path ROOT = folder();
    private static final Path TEMPLATE = template();

    private static Path folder() {
        try {
            Path root = Files.createTempDirectory("weir-budgets");
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

    /** A data directory with all the budgets, of which each sequence gets a copy. */
    private static Path template() {
        Path folder = ROOT.resolve("template");
        try (World world = new World(Files.createDirectory(folder))) {
            Principal owner = world.owner();
            ProjectId project = owner.project();
            world.tenancy.service().limitProject(owner, project.value(), limits(BUDGETS.get(1)));
            world.tenancy
                    .service()
                    .createKey(owner, new KeyRequest("tested", Role.DEVELOPER, project, false, limits(BUDGETS.get(2))));
            String organization = owner.organization().value();
            world.put(owner, "organization", organization, organization, 0);
            world.put(owner, "user", project.value(), "*", 3);
            world.put(owner, "user", project.value(), "ann", 4);
            world.put(owner, "model", project.value(), "small", 5);
            world.put(owner, "tag", project.value(), "team=a", 6);
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

    private static CallLimits limits(Held held) {
        Budget budget = new Budget(new Money(held.picos), "USD", held.period, held.zone);
        return new CallLimits(null, null, null, null, CallLimits.UTC, List.of(budget), null, null);
    }

    @Property(tries = 12)
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
        return ActionChain.startWith(BudgetMachineTest::fresh)
                .withAction(12, new Reserve())
                .withAction(8, new Settle())
                .withAction(2, new Replay())
                .withAction(2, new Forward())
                .withAction(1, new Back())
                .withAction(2, new Kill())
                .withMaxTransformations(60);
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
            throw new IllegalStateException(e);
        }
    }

    private static final class Reserve implements Action.Independent<World> {
        @Override
        public Arbitrary<Transformer<World>> transformer() {
            return Combinators.combine(
                            Arbitraries.of(
                                    Optional.<String>empty(),
                                    Optional.of("ann"),
                                    Optional.of("bob"),
                                    Optional.of("eve")),
                            Arbitraries.of("small", "large"),
                            Arbitraries.of(true, false),
                            Arbitraries.longs().between(0, 15 * CENT))
                    .as((user, model, tagged, picos) -> new Wish(user.orElse(null), model, tagged, picos))
                    .map(wish -> Transformer.mutate("reserve " + wish, world -> world.reserve(wish)));
        }
    }

    private static final class Settle implements Action.Independent<World> {
        @Override
        public boolean precondition(World world) {
            return !world.open.isEmpty();
        }

        @Override
        public Arbitrary<Transformer<World>> transformer() {
            return Combinators.combine(
                            Arbitraries.integers().between(0, 1_000),
                            Arbitraries.integers().between(0, 100))
                    .as((which, percent) -> Transformer.mutate(
                            "settle " + which + " at " + percent + " %", world -> world.settle(which, percent)));
        }
    }

    private static final class Replay implements Action.Independent<World> {
        @Override
        public boolean precondition(World world) {
            return !world.closed.isEmpty();
        }

        @Override
        public Arbitrary<Transformer<World>> transformer() {
            return Arbitraries.integers()
                    .between(0, 1_000)
                    .map(which -> Transformer.mutate("replay " + which, world -> world.replay(which)));
        }
    }

    private static final class Forward implements Action.Independent<World> {
        @Override
        public Arbitrary<Transformer<World>> transformer() {
            return Arbitraries.integers()
                    .between(1, 60 * 60 * 30)
                    .map(seconds -> Transformer.mutate("forward " + seconds, world -> world.forward(seconds)));
        }
    }

    private static final class Back implements Action.Independent<World> {
        @Override
        public Arbitrary<Transformer<World>> transformer() {
            return Arbitraries.integers()
                    .between(1, 3_600)
                    .map(seconds -> Transformer.mutate("back " + seconds, world -> world.back(seconds)));
        }
    }

    private static final class Kill implements Action.Independent<World> {
        @Override
        public Arbitrary<Transformer<World>> transformer() {
            return Arbitraries.just(Transformer.mutate("kill", World::kill));
        }
    }

    /** Weir's rooms, and the model beside them. */
    static final class World implements Clock, AutoCloseable {
        private final Path folder;
        private Instant now = START;
        private Journal journal;
        private Database database;
        private Projector projector;
        private TenancyRoom tenancy;
        private BudgetRoom room;
        private Purse purse;
        private Principal caller;

        private final List<Open> open = new ArrayList<>();
        private final List<Spent> spent = new ArrayList<>();
        private final List<Closed> closed = new ArrayList<>();
        private int numbers;

        World(Path folder) {
            this.folder = folder;
            begin();
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public long nanoTime() {
            return 0;
        }

        private void begin() {
            JournalCodec codec = new JournalCodec(new TestCipher());
            journal = Journal.open(folder.resolve("journal"), "node_1", codec);
            database = TestLedger.open(Databases.in(folder), TenancyRoom.MIGRATIONS);
            tenancy = new TenancyRoom(database, this, new IdSource(this), new SecureRandom(), action -> {});
            tenancy.service().bootstrap("an-admin-key-of-some-length", folder);
            room = new BudgetRoom(UsageRoom.spent(database), null, tenancy.service(), tenancy.limits(), "node_1", this);
            projector = Projector.start(journal, codec, database, TestLedger.projections(database, "node_1"));
            new OpenExchanges(database).close(journal, now);
            catchUp();
            room.resume(this::catchUp);
            purse = room.purse();
            caller = tenancy.service().keys(owner()).stream()
                    .filter(key -> key.name().equals("tested"))
                    .findFirst()
                    .flatMap(key -> tenancy.service().principal(key.id()))
                    .orElseGet(this::owner);
        }

        private void catchUp() {
            assertThat(projector.awaitProjected(journal.flush(), Duration.ofSeconds(10)))
                    .isTrue();
        }

        Principal owner() {
            return tenancy.service().keys(anybody()).stream()
                    .filter(key -> key.name().equals("WEIR_ADMIN_KEY"))
                    .findFirst()
                    .flatMap(key -> tenancy.service().principal(key.id()))
                    .orElseThrow();
        }

        private Principal anybody() {
            var authentication = tenancy.service().authenticate("an-admin-key-of-some-length");
            return ((dev.weir.tenancy.Authentication.Accepted) authentication).principal();
        }

        void put(Principal owner, String scope, String place, String name, int budget) {
            Held held = BUDGETS.get(budget);
            String limits = "{\"budget\":{\"amount\":\""
                    + new Money(held.picos).amount().toPlainString()
                    + "\",\"currency\":\"USD\",\"period\":\"" + held.period.wire() + "\",\"time_zone\":\""
                    + held.zone.getId() + "\"}}";
            database.write(connection -> Sql.of(
                            connection,
                            "insert into limits (organization_id, scope, owner, name, limits) values (?, ?, ?, ?, ?)")
                    .bind(owner.organization().value())
                    .bind(scope)
                    .bind(place)
                    .bind(name)
                    .bind(limits)
                    .update());
        }

        private long used(Held budget, Wish wish) {
            String place = budget.place(wish);
            Instant from = budget.period.of(now, budget.zone).from();
            long sum = 0;
            for (Spent each : spent) {
                if (budget.applies.test(each.wish)
                        && budget.place(each.wish).equals(place)
                        && !each.at.isBefore(from)) {
                    sum += each.picos;
                }
            }
            for (Open each : open) {
                if (budget.applies.test(each.wish)
                        && budget.place(each.wish).equals(place)
                        && !each.at.isBefore(from)) {
                    sum += each.wish.picos;
                }
            }
            return sum;
        }

        void reserve(Wish wish) {
            boolean fits = wish.picos == 0
                    || BUDGETS.stream()
                            .filter(budget -> budget.applies.test(wish))
                            .allMatch(budget -> used(budget, wish) + wish.picos <= budget.picos);
            Purse.Outcome outcome =
                    purse.hold(call(wish), new Worst(1, InputBound.BYTES, 1, new Money(wish.picos), "USD"));
            assertThat(outcome instanceof Purse.Held).as(wish + " at " + now).isEqualTo(fits);
            if (outcome instanceof Purse.Held held) {
                int number = numbers++;
                journal.append(new AttemptIntent(
                        new AttemptId("at_" + number),
                        new ExchangeId("ex_" + number),
                        caller.project(),
                        caller.key(),
                        now,
                        wish.model,
                        new Target("sim", wish.model),
                        new Money(wish.picos),
                        "USD",
                        wish.tags()));
                open.add(new Open(number, wish, now, held));
            }
        }

        void settle(int which, int percent) {
            Open over = open.remove(which % open.size());
            long cost = over.wish.picos * percent / 100;
            over.held.settle(new Money(cost));
            over.held.settle(new Money(7 * CENT));
            spent.add(new Spent(over.wish, over.at, cost));
            Closed record = new Closed(exchange(over, cost), now);
            closed.add(record);
            journal.append(record);
        }

        /** A settlement that comes again, or late, settles nothing. */
        void replay(int which) {
            journal.append(closed.get(which % closed.size()));
        }

        void forward(int seconds) {
            now = now.plusSeconds(seconds);
        }

        /** A clock that is put right, within a day of each zone. */
        void back(int seconds) {
            Instant before = now.minusSeconds(seconds);
            boolean sameDay = BUDGETS.stream()
                    .allMatch(
                            budget -> budget.period.of(now, budget.zone).equals(budget.period.of(before, budget.zone)));
            now = sameDay ? before : now;
        }

        /** What is open then may have cost all that was set aside. */
        void kill() {
            stop();
            open.forEach(each -> spent.add(new Spent(each.wish, each.at, each.wish.picos)));
            open.clear();
            begin();
        }

        void check() {
            for (BudgetLine line : room.lines(
                    tenancy.limits().applied(caller, "bob", "small", Map.of("weir.user", "bob", "team", "a")))) {
                Held budget = BUDGETS.get(
                        switch (line.subject().scope()) {
                            case ORGANIZATION -> 0;
                            case PROJECT -> 1;
                            case KEY -> 2;
                            case USER -> 3;
                            case MODEL -> 5;
                            case TAG -> 6;
                        });
                long used = used(budget, new Wish("bob", "small", true, 0));
                assertThat(line.settled().plus(line.reserved()).amount())
                        .as(budget.name)
                        .isEqualByComparingTo(new Money(used).amount());
                assertThat(used).as(budget.name).isLessThanOrEqualTo(budget.picos);
            }
        }

        private Call call(Wish wish) {
            Recording recording = new Recording(new ExchangeId("ex_" + numbers), this, this::nanoTime);
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
                    recording);
        }

        private Exchange exchange(Open over, long cost) {
            Attempt attempt = new Attempt(
                    new AttemptId("at_" + over.number),
                    new Target("sim", over.wish.model),
                    null,
                    Usage.of(1, 1),
                    new Money(cost),
                    "USD",
                    "2026-01",
                    0,
                    0,
                    -1);
            return new TestExchange("ex_" + over.number, caller.project(), caller.key(), over.at)
                    .model(over.wish.model)
                    .target(new Target("sim", over.wish.model))
                    .used(Usage.of(1, 1))
                    .cost(new Money(cost))
                    .attempts(List.of(attempt))
                    .tags(over.wish.tags())
                    .end();
        }

        private void stop() {
            projector.close();
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
}
