package dev.weir.cache;

import dev.weir.kernel.Clock;
import dev.weir.kernel.Headroom;
import dev.weir.pipeline.Stage;
import dev.weir.spi.Answer;
import dev.weir.spi.CacheUse;
import dev.weir.spi.Cached;
import dev.weir.spi.Cached.Outcome;
import dev.weir.spi.Call;
import dev.weir.spi.ExchangeId;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Answers from memory, or lets a request share the call of one that is the same. A request that the cache may not serve
 * costs one look at its model's policy.
 */
final class CacheStage implements Stage {
    private final Function<String, CachePolicy> policies;
    private final KnowledgeVersions knowledge;
    private final CacheStore store;
    private final Headroom room;
    private final CacheFigures figures;
    private final Clock clock;
    /** Those that can be shared. */
    private final ConcurrentMap<CacheKey, Flight> shareable = new ConcurrentHashMap<>();

    private final Set<Flight> flights = ConcurrentHashMap.newKeySet();

    /**
     * @param policies by the public name of a model
     * @param room what answers in flight may take
     */
    CacheStage(
            Function<String, CachePolicy> policies,
            KnowledgeVersions knowledge,
            CacheStore store,
            Headroom room,
            CacheFigures figures,
            Clock clock) {
        this.policies = policies;
        this.knowledge = knowledge;
        this.store = store;
        this.room = room;
        this.figures = figures;
        this.clock = clock;
    }

    @Override
    public Answer handle(Call call, Next next) {
        CachePolicy policy = policies.apply(call.operation().model());
        if (!Cacheable.mayBe(call, policy)) {
            return next.proceed(call);
        }
        long from = call.recording().elapsedNanos();
        Optional<Cacheable> request = Cacheable.of(call, policy, knowledge);
        return request.isEmpty() ? next.proceed(call) : new Visit(request.get(), call, next, from).answer();
    }

    /** Forgets answers in memory; those that are being made now will not be kept. How many were forgotten. */
    long forget(Predicate<Cacheable> which) {
        flights.stream().filter(flight -> which.test(flight.request())).forEach(Flight::forget);
        return store.forget(which);
    }

    /** Before its readers see the end. */
    private void landed(Flight flight) {
        CacheKey key = flight.request().key();
        boolean replaced = flight.request().policy().coalesce() && shareable.get(key) != flight;
        Kept kept = replaced ? null : flight.brought();
        if (kept != null) {
            store.put(key, kept);
        }
        shareable.remove(key, flight);
        flights.remove(flight);
    }

    /** One request's way through. */
    private final class Visit {
        private final Cacheable request;
        private final Call call;
        private final Next next;
        private final long from;

        Visit(Cacheable request, Call call, Next next, long from) {
            this.request = request;
            this.call = call;
            this.next = next;
            this.from = from;
        }

        Answer answer() {
            Flight made = new Flight(request, call, room, CacheStage.this::landed);
            if (call.options().cache() == CacheUse.REFRESH) {
                shareable.put(request.key(), made);
                return lead(made);
            }
            return request.policy().coalesce() ? join(made) : alone(made);
        }

        private Answer alone(Flight made) {
            Kept kept = store.get(request.key());
            return kept == null ? lead(made) : hit(kept);
        }

        /** A flight is in the map until its answer is in the store, so that one of the two is always found. */
        private Answer join(Flight made) {
            while (true) {
                Flight flight = shareable.compute(
                        request.key(), (key, running) -> running == null && store.get(key) == null ? made : running);
                Kept kept = flight == null ? store.get(request.key()) : null;
                Flight.Reader reader = flight == null || flight == made ? null : flight.join(call.cancellation());
                if (flight == made) {
                    return lead(made);
                }
                if (kept != null) {
                    return hit(kept);
                }
                if (flight != null && reader != null) {
                    return share(flight, reader);
                }
                if (flight != null) {
                    shareable.remove(request.key(), flight);
                }
            }
        }

        private Answer hit(Kept kept) {
            seen(Outcome.HIT, kept.made().source());
            return Replay.of(kept, call);
        }

        private Answer lead(Flight flight) {
            seen(Outcome.MISS, null);
            call.recording().cached(Cached.miss(call.recording().id()));
            Flight.Reader own = Objects.requireNonNull(flight.join(call.cancellation()), "the first can always join");
            flights.add(flight);
            flight.start(next);
            return new Leading(flight, own, call.recording()).answer(patience());
        }

        private Answer share(Flight flight, Flight.Reader reader) {
            seen(Outcome.SHARED, flight.recording().id());
            return new Following(flight, reader, call).answer(patience());
        }

        private Duration patience() {
            return Duration.between(clock.instant(), call.deadline());
        }

        private void seen(Outcome outcome, @Nullable ExchangeId source) {
            figures.count(request.project(), outcome);
            Map<String, String> attributes = source == null
                    ? Map.of("weir.cache.outcome", outcome.wire())
                    : Map.of("weir.cache.outcome", outcome.wire(), "weir.cache.source", source.value());
            call.recording().span("cache", from, attributes);
        }
    }
}
