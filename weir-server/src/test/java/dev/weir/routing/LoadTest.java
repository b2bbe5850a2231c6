package dev.weir.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.kernel.HandClock;
import dev.weir.spi.Answer;
import dev.weir.spi.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LoadTest {
    private static final long SECOND = 1_000_000_000L;

    private final HandClock clock = new HandClock();

    private static Answer used(long tokens) {
        return new Answer.Whole(new byte[0], List.of(), Usage.of(tokens, 0));
    }

    @Property(tries = 300)
    void noMinuteHoldsMoreRequestsThanTheLimit(
            @ForAll @IntRange(min = 1, max = 20) int limit,
            @ForAll @Size(min = 1, max = 200) List<@IntRange(min = 0, max = 5_000) Integer> gapsInMillis) {
        HandClock still = new HandClock();
        Load load = new Load(new Limits((long) limit, null, null), still);
        List<Long> admitted = new ArrayList<>();
        for (int gap : gapsInMillis) {
            still.forward(Duration.ofMillis(gap));
            load.begin(0).ifPresent(hold -> {
                hold.around(new LastHour(clock), () -> used(1));
                admitted.add(still.nanoTime());
            });
        }
        for (long last : admitted) {
            assertThat(admitted.stream().filter(at -> at > last - 60 * SECOND && at <= last))
                    .hasSizeLessThanOrEqualTo(limit);
        }
    }

    @Property(tries = 300)
    void whoeverWaitsAsLongAsToldIsLetIn(
            @ForAll @IntRange(min = 1, max = 5) int limit,
            @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 0, max = 30_000) Integer> gapsInMillis) {
        HandClock still = new HandClock();
        Load load = new Load(new Limits((long) limit, null, null), still);
        for (int gap : gapsInMillis) {
            still.forward(Duration.ofMillis(gap));
            load.reached(0).ifPresent(reached -> {
                assertThat(reached.delay()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(61));
                still.forward(reached.delay());
            });
            assertThat(load.begin(0)).isPresent();
        }
    }

    @Property(tries = 20)
    void limitsHoldForAnyNumberOfThreads(
            @ForAll @IntRange(min = 1, max = 8) int concurrency, @ForAll @IntRange(min = 1, max = 60) int requests)
            throws Exception {
        Load load = new Load(new Limits((long) requests, 10L * requests, (long) concurrency), new HandClock());
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger admitted = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                all.add(threads.submit(() -> {
                    start.await();
                    for (int call = 0; call < 10; call++) {
                        load.begin(10)
                                .ifPresent(hold -> hold.around(new LastHour(clock), () -> {
                                    admitted.incrementAndGet();
                                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                                    Thread.yield();
                                    running.decrementAndGet();
                                    return used(10);
                                }));
                    }
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> each : all) {
                each.get();
            }
        }
        assertThat(most.get()).isLessThanOrEqualTo(concurrency);
        assertThat(admitted.get()).isLessThanOrEqualTo(requests);
        assertThat(load.used().inFlight()).isZero();
        assertThat(load.used().requests()).isEqualTo(admitted.get());
        assertThat(load.used().tokens()).isEqualTo(10L * admitted.get());
    }

    @Test
    void tokensAreChargedAsUsedAndNotAsExpected() {
        Load load = new Load(new Limits(null, 100L, null), clock);
        load.begin(80).orElseThrow().around(new LastHour(clock), () -> used(20));
        assertThat(load.used().tokens()).isEqualTo(20);
        load.begin(80).orElseThrow().around(new LastHour(clock), () -> used(90));
        assertThat(load.used().tokens()).isEqualTo(110);
        assertThat(load.begin(1)).isEmpty();
        clock.forward(Duration.ofSeconds(61));
        assertThat(load.begin(5_000))
                .as("more than the limit itself, in an empty minute")
                .isPresent();
    }

    @Test
    void aBugReleasesWhatItHeld() {
        Load load = new Load(new Limits(null, null, 1L), clock);
        try {
            load.begin(0).orElseThrow().around(new LastHour(clock), () -> {
                throw new IllegalStateException("a bug");
            });
        } catch (IllegalStateException expected) {
            assertThat(expected).hasMessage("a bug");
        }
        assertThat(load.begin(0)).isPresent();
    }

    @Test
    void aPeakIsBelievedAtOnceAndFades() {
        PeakEwma latency = new PeakEwma();
        latency.observe(10, 0);
        latency.observe(1_000, SECOND);
        assertThat(latency.nanos(SECOND)).isEqualTo(1_000);
        latency.observe(10, 2 * SECOND);
        assertThat(latency.nanos(2 * SECOND)).isBetween(800L, 999L);
        assertThat(latency.nanos(62 * SECOND)).isLessThan(10);
    }
}
