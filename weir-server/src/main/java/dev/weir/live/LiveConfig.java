package dev.weir.live;

import dev.weir.config.ConfigDifference;
import dev.weir.config.ConfigException;
import dev.weir.config.Loaded;
import dev.weir.config.Origin;
import dev.weir.config.Problem;
import dev.weir.config.WeirConfig;
import dev.weir.http.Refusal;
import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Principal;
import dev.weir.store.JournalRecord.AdminAction;
import dev.weir.store.StorageException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * The configuration in force, and the one door through which it changes. Changes are made one after the other; readers
 * never wait. Thread-safe.
 */
public final class LiveConfig {
    private static final Logger log = LoggerFactory.getLogger(LiveConfig.class);

    /** Keys that hold as soon as they are read; all others hold from the next start. */
    private static final List<String> LIVE = List.of(
            "models",
            "providers",
            "aliases",
            "prices",
            "cache",
            "knowledge.grounding",
            "idempotency",
            "changes",
            "server.admission",
            "server.max_concurrent");

    private final ChangesFile stored;
    private final Map<String, String> environment;
    private final Clock clock;
    private final WeirConfig atStart;
    private final ReentrantLock lock = new ReentrantLock();
    private Applied rooms = config -> Nowhere.INSTANCE;
    private Consumer<AdminAction> audit = action -> {};
    private volatile State state;
    private volatile @Nullable Failure failure;

    /**
     * Lays the changes that are kept over the configuration of the start.
     *
     * @param folder where changes are kept
     * @param environment what references to variables read
     * @throws ConfigException if the configuration cannot be used even without any change
     * @throws StorageException if the changes cannot be read
     */
    public LiveConfig(Path folder, Loaded start, Map<String, String> environment, Clock clock) {
        this.stored = new ChangesFile(folder);
        this.environment = Map.copyOf(environment);
        this.clock = clock;
        Composition.Fitting fitting = new Composition(start, this.environment).fitting(stored.read());
        fitting.aside()
                .forEach((change, why) -> log.error(
                        "The change of {} over the API is left aside, because it does not fit the configuration: {}",
                        change.kind().path(change.name()),
                        why));
        this.state = new State(start, fitting.changes(), fitting.aside(), fitting.config(), clock.instant());
        this.atStart = state.config();
        warnOfConflicts(List.of(), state);
    }

    /** Before there are rooms. */
    private enum Nowhere implements Applied.Prepared {
        INSTANCE;

        @Override
        public void enter() {}

        @Override
        public void discard() {}
    }

    /** A configuration that was read and could not be used. */
    record Failure(Instant at, List<Problem> problems) {
        Failure {
            problems = List.copyOf(problems);
        }
    }

    public WeirConfig config() {
        return state.config();
    }

    /**
     * Says whom changes are for.
     *
     * @param told of every act of an administrator before it is answered
     */
    public void serve(Applied changed, Consumer<AdminAction> told) {
        rooms = changed;
        audit = told;
    }

    /** {@code /api/models}, {@code /api/providers}, {@code /api/aliases}, {@code /api/prices}, {@code /api/config}. */
    public Routes routes() {
        return new EntryRoutes(this).routes().with(new ConfigRoutes(this).routes());
    }

    State state() {
        return state;
    }

    @Nullable
    Failure failure() {
        return failure;
    }

    /** Whether what was read last could not be used. */
    public boolean isRefused() {
        return failure != null;
    }

    /** The keys whose new values hold only from the next start. */
    List<String> restartNeeded() {
        return ConfigDifference.paths(atStart, state.config()).stream()
                .filter(path -> LIVE.stream().noneMatch(live -> path.equals(live) || path.startsWith(live + ".")))
                .toList();
    }

    /**
     * Reads the configuration anew. One that cannot be used changes nothing; it is told in the log and shown until
     * another one can be.
     */
    public void reload(Supplier<Loaded> reader) {
        lock.lock();
        try {
            State before = state;
            Loaded file = reader.get();
            List<Change> all = Stream.concat(before.changes().stream(), before.aside().keySet().stream())
                    .toList();
            enter(fitted(file, before, all));
            failure = null;
            log.info(
                    "The configuration has changed; {} models are offered now",
                    state.config().models().size());
            List<String> later = restartNeeded();
            if (!later.isEmpty()) {
                log.warn("These changes of the configuration hold from the next start: {}", String.join(", ", later));
            }
            warnOfConflicts(conflicts(before), state);
        } catch (ConfigException e) {
            refuse(e.problems(), e.getMessage());
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            refuse(List.of(problem(message)), message);
        } catch (RuntimeException bug) {
            log.error("The configuration could not be read anew", bug);
            failure = new Failure(clock.instant(), List.of(problem(bug.toString())));
        } finally {
            lock.unlock();
        }
    }

    /** With those that were left aside, if they fit again; without them else. */
    private State fitted(Loaded file, State before, List<Change> all) {
        Composition composition = new Composition(file, environment);
        try {
            return new State(file, all, Map.of(), composition.with(all), clock.instant());
        } catch (ConfigException e) {
            return new State(
                    file, before.changes(), before.aside(), composition.with(before.changes()), clock.instant());
        }
    }

    private static Problem problem(String message) {
        return new Problem(new Origin("configuration", 0, 0), message, "change it back, or correct it");
    }

    private void refuse(List<Problem> problems, @Nullable String message) {
        failure = new Failure(clock.instant(), problems);
        log.warn("The configuration has changed and cannot be used; what was there before stays:\n{}", message);
    }

    private void enter(State next) {
        rooms.prepare(next.config()).enter();
        state = next;
    }

    private static List<String> conflicts(State of) {
        return of.changes().stream().map(of::conflict).filter(Objects::nonNull).toList();
    }

    private static void warnOfConflicts(List<String> known, State now) {
        conflicts(now).stream().filter(each -> !known.contains(each)).forEach(log::warn);
    }

    /**
     * An entry that was set.
     *
     * @param view as it was set, whatever others have made of it since
     * @param fresh whether there was none before
     */
    record Put(EntryView view, boolean fresh) {}

    /**
     * Sets an entry.
     *
     * @throws Refusal if it cannot be used; nothing has changed then
     */
    Put put(Kind kind, String name, JsonNode entry, Expected expected, Principal actor) {
        EntryNames.check(kind, name);
        lock.lock();
        try {
            requireOpen();
            Optional<EntryView> there = state.view(kind, name);
            expected.check(there.map(EntryView::etag));
            new Credentials(state.config().changes()).check(kind, entry);
            change(new Change(kind, name, entry, now(), actor.key().value(), state.inFile(kind, name)), actor);
            return new Put(state.view(kind, name).orElseThrow(), there.isEmpty());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes an entry away.
     *
     * @throws Refusal if it is not there, or needed
     */
    void remove(Kind kind, String name, Expected expected, Principal actor) {
        lock.lock();
        try {
            requireOpen();
            EntryView there = state.view(kind, name).orElseThrow(() -> missing(kind, name));
            expected.check(Optional.of(there.etag()));
            change(new Change(kind, name, null, now(), actor.key().value(), state.inFile(kind, name)), actor);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives up what was changed over the API, so that the file's entry is in force again, or none.
     *
     * @throws Refusal if there is no such change, or what it gave is needed
     */
    void giveUp(Kind kind, String name, Principal actor) {
        lock.lock();
        try {
            requireOpen();
            State before = state;
            boolean known = Stream.concat(before.changes().stream(), before.aside().keySet().stream())
                    .anyMatch(change -> change.isOf(kind, name));
            if (!known) {
                throw new Refusal(
                        ErrorCode.NOT_FOUND,
                        "'" + kind.path(name) + "' was not changed over the API.",
                        null,
                        "GET /api/config/changes lists what was.");
            }
            enter(kind, name, without(kind, name), actor, "config.give_up");
        } finally {
            lock.unlock();
        }
    }

    private void change(Change change, Principal actor) {
        List<Change> changes = new ArrayList<>(without(change.kind(), change.name()));
        if (change.entry() != null || change.over() != null) {
            changes.add(change);
        }
        String action = change.kind().singular() + (change.entry() == null ? ".remove" : ".set");
        enter(change.kind(), change.name(), changes, actor, action);
    }

    private List<Change> without(Kind kind, String name) {
        return state.changes().stream().filter(each -> !each.isOf(kind, name)).toList();
    }

    private void enter(Kind kind, String name, List<Change> changes, Principal actor, String action) {
        State before = state;
        Map<Change, String> aside = new HashMap<>(before.aside());
        aside.keySet().removeIf(change -> change.isOf(kind, name));
        Composition composition = new Composition(before.file(), environment);
        WeirConfig whole;
        Applied.Prepared prepared;
        try {
            whole = composition.with(changes);
            prepared = rooms.prepare(whole);
        } catch (ConfigException e) {
            throw Refusals.of(kind, name, composition.names(kind, changes), e.problems());
        } catch (IllegalArgumentException e) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "The " + kind.singular() + " '" + name + "' cannot be used: " + e.getMessage() + ".",
                    null,
                    null);
        }
        List<Change> kept =
                Stream.concat(aside.keySet().stream(), changes.stream()).toList();
        try {
            stored.write(kept);
        } catch (StorageException e) {
            prepared.discard();
            throw new Refusal(ErrorCode.STORAGE_UNAVAILABLE, "The change could not be kept: " + e.getMessage());
        }
        prepared.enter();
        state = new State(before.file(), changes, aside, whole, clock.instant());
        log.info("{} of {} over the API", action, kind.path(name));
        audit.accept(new AdminAction(
                actor.organization(), null, actor.key(), now(), action, name, details(kind, name, before, state)));
    }

    /** What was in force and what is; secrets only as references. */
    private static Map<String, String> details(Kind kind, String name, State before, State after) {
        Map<String, String> details = new HashMap<>(Map.of("kind", kind.wire()));
        before.view(kind, name)
                .ifPresent(view -> details.put("before", view.config().toString()));
        after.view(kind, name)
                .ifPresent(view -> details.put("after", view.config().toString()));
        return details;
    }

    private void requireOpen() {
        if (!state.config().changes().api()) {
            throw new Refusal(
                    ErrorCode.FORBIDDEN,
                    "This server's configuration is changed in its file alone.",
                    null,
                    "weir.yaml says changes: {api: false}.");
        }
    }

    static Refusal missing(Kind kind, String name) {
        return new Refusal(
                ErrorCode.NOT_FOUND,
                "There is no " + kind.singular() + " '" + name + "'.",
                null,
                "GET /api/" + kind.wire() + " lists them.");
    }

    /** As precise as it is kept. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
