package dev.weir.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.kernel.Clock;
import dev.weir.kernel.HandClock;
import dev.weir.kernel.Headroom;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Call;
import dev.weir.spi.Cancellation;
import dev.weir.spi.Delta;
import dev.weir.spi.Dialect;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.KeyId;
import dev.weir.spi.Message;
import dev.weir.spi.Operation;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.Outbound;
import dev.weir.spi.Payload;
import dev.weir.spi.Principal;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Recording;
import dev.weir.spi.Role;
import dev.weir.spi.WeirOptions;
import dev.weir.telemetry.Metrics;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Whoever comes and goes in whatever order, each client gets the whole answer or one clear error. */
class FlightTest {
    private static final byte[] BODY =
            "{\"model\":\"m\",\"temperature\":0,\"stream\":true,\"messages\":[]}".getBytes(StandardCharsets.UTF_8);
    private static final CachePolicy POLICY = new CachePolicy(
            CachePolicy.Mode.ON, Duration.ofMinutes(1), Duration.ZERO, false, false, true, BigDecimal.ZERO, Set.of());

    private final AtomicInteger ids = new AtomicInteger();

    private Call call(Cancellation cancellation) {
        Recording recording =
                new Recording(new ExchangeId("ex_" + ids.incrementAndGet()), Clock.SYSTEM, Clock.SYSTEM::nanoTime);
        return new Call(
                "req_1",
                new Operation.Chat(
                        "m",
                        List.of(new Message("user", "hello")),
                        true,
                        false,
                        null,
                        new Payload(Dialect.OPENAI_CHAT, BODY)),
                WeirOptions.ABSENT,
                new Principal(
                        new KeyId("key_1"),
                        "test",
                        new OrganizationId("org_1"),
                        new ProjectId("proj_1"),
                        Role.OWNER,
                        false),
                recording.startedAt().plusSeconds(30),
                cancellation,
                List.of(),
                null,
                Outbound.Timeouts.DEFAULT,
                recording);
    }

    /** A stream of numbers that waits now and then, may break, and ends early when it is cancelled. */
    private static final class Upstream implements Events {
        private final Random random;
        private final int length;
        private final boolean breaks;
        private final Cancellation cancellation;
        private int next;

        Upstream(long seed, Cancellation cancellation) {
            this.random = new Random(seed);
            this.length = 5 + random.nextInt(30);
            this.breaks = random.nextInt(4) == 0;
            this.cancellation = cancellation;
        }

        @Override
        public @Nullable Event next() {
            pause(random, 6);
            if (cancellation.isCancelled() || breaks && next == length / 2) {
                return new Event.Failed(Refused.of(ErrorCode.PROVIDER_UNAVAILABLE, "It broke."));
            }
            if (next > length) {
                return null;
            }
            List<Delta> deltas = List.of(next == length ? Delta.finish("stop") : Delta.text(next + " "));
            next++;
            return new Event.Chunk(new byte[100], deltas, null);
        }

        @Override
        public void close() {
            next = length + 1;
        }
    }

    private static void pause(Random random, int odds) {
        try {
            if (random.nextInt(odds) == 0) {
                Thread.sleep(0, 1 + random.nextInt(400_000));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a client made of an answer: its text, or the word for how it failed. */
    private static String read(Answer answer, Random random, int leavesAfter, Cancellation cancellation) {
        if (!(answer instanceof Answer.Streamed streamed)) {
            return answer instanceof Refused refused ? refused.code().wire() : "whole";
        }
        StringBuilder text = new StringBuilder();
        try (Events events = streamed.events()) {
            for (int i = 0; ; i++) {
                if (i == leavesAfter) {
                    cancellation.cancel();
                }
                pause(random, 10);
                switch (events.next()) {
                    case Event.Chunk chunk -> chunk.deltas().forEach(delta -> text.append(delta.text()));
                    case Event.Failed failed -> {
                        return failed.refusal().code().wire();
                    }
                    case null -> {
                        return text.toString();
                    }
                }
            }
        }
    }

    @Property(tries = 150)
    void eachClientGetsTheWholeAnswerOrOneClearError(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        long room = random.nextBoolean() ? 1 << 20 : 2000;
        CacheStore store = new CacheStore(1 << 20, Clock.SYSTEM);
        Headroom memory = new Headroom(room, 1 << 20);
        CacheStage stage = new CacheStage(
                model -> POLICY, (project, names) -> "", store, memory, new CacheFigures(new Metrics()), Clock.SYSTEM);
        AtomicInteger upstreams = new AtomicInteger();
        int clients = 2 + random.nextInt(6);
        List<Future<String>> got = new ArrayList<>();
        List<Boolean> stayed = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < clients; i++) {
                Random own = new Random(random.nextLong());
                int leavesAfter = own.nextInt(3) == 0 ? own.nextInt(20) : -1;
                stayed.add(leavesAfter < 0);
                got.add(threads.submit(() -> {
                    pause(own, 2);
                    Cancellation cancellation = new Cancellation();
                    Answer answer = stage.handle(call(cancellation), made -> {
                        upstreams.incrementAndGet();
                        return new Answer.Streamed(new Upstream(seed, made.cancellation()));
                    });
                    return read(answer, own, leavesAfter, cancellation);
                }));
            }
            Upstream same = new Upstream(seed, new Cancellation());
            String whole = read(new Answer.Streamed(same), new Random(1), -1, new Cancellation());
            for (int i = 0; i < clients; i++) {
                String text = got.get(i).get(20, TimeUnit.SECONDS);
                if (stayed.get(i)) {
                    assertThat(text).as("client %d of %s", i, stayed).isEqualTo(whole);
                } else {
                    assertThat(text).isIn(whole, "cancelled");
                }
            }
            assertThat(upstreams.get()).isBetween(1, clients);
            assertThat(memory.taken()).isZero();
            assertThat(store.size()).isLessThanOrEqualTo(1);
            if (whole.startsWith("provider")) {
                assertThat(store.size()).isZero();
            }
        }
    }

    @Property(tries = 20)
    void aKeyNeverForgetsWhatTellsRequestsApart(@ForAll List<String> one, @ForAll List<String> other) {
        assertThat(key(one).equals(key(other))).isEqualTo(one.equals(other));
        assertThat(key(List.of("a", "bc"))).isNotEqualTo(key(List.of("ab", "c")));
        assertThat(key(List.of("proj_1", "x"))).isNotEqualTo(key(List.of("proj_2", "x")));
    }

    private static CacheKey key(List<String> parts) {
        CacheKey.Builder key = new CacheKey.Builder();
        parts.forEach(key::part);
        return key.build();
    }

    @Property(tries = 5)
    void anAnswerIsForgottenWhenItsTimeIsOver() {
        HandClock clock = new HandClock();
        CacheStore store = new CacheStore(1 << 20, clock);
        Cacheable request = Cacheable.of(call(new Cancellation()), POLICY, (project, names) -> "")
                .orElseThrow();
        Recording recording = call(new Cancellation()).recording();
        Answer.Whole whole = new Answer.Whole(new byte[10], List.of(Delta.finish("stop")), null);
        store.put(
                request.key(),
                new Kept(request, new Kept.Said.AtOnce(whole), Made.of(recording), Duration.ofSeconds(5)));
        clock.forward(Duration.ofSeconds(4));
        assertThat(store.get(request.key())).isNotNull();
        clock.forward(Duration.ofSeconds(2));
        assertThat(store.get(request.key())).isNull();
        assertThat(store.of(request.project()).answers()).isZero();
        assertThat(store.bytes()).isZero();
    }
}
