package dev.weir.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.http.Refusal;
import dev.weir.kernel.HandClock;
import dev.weir.limits.SlowDown.Rule;
import dev.weir.spi.Call;
import dev.weir.spi.Cancellation;
import dev.weir.spi.Dialect;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.KeyId;
import dev.weir.spi.Operation;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.Outbound;
import dev.weir.spi.Payload;
import dev.weir.spi.Principal;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Recording;
import dev.weir.spi.Role;
import dev.weir.spi.WeirOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Whoever is refused again and again waits longer each time, and not for ever. */
class SlowDownTest {
    private static final KeyId KEY = new KeyId("key_1");
    private static final Rule RULE = new Rule(5, Duration.ofMinutes(1), Duration.ofMillis(250), Duration.ofSeconds(10));

    private final HandClock clock = new HandClock();
    private final List<Duration> waited = new ArrayList<>();
    private final SlowDown slowDown = new SlowDown(RULE, clock, (delay, cancellation) -> {
        waited.add(delay);
        return !cancellation.isCancelled();
    });

    private Call call(Duration time) {
        return call(KEY, time);
    }

    private Call call(KeyId key, Duration time) {
        return new Call(
                "",
                new Operation.Chat("m", List.of(), false, false, null, new Payload(Dialect.OPENAI_CHAT, new byte[0])),
                WeirOptions.ABSENT,
                new Principal(
                        key, "flood", new OrganizationId("org_1"), new ProjectId("proj_1"), Role.DEVELOPER, false),
                clock.instant().plus(time),
                new Cancellation(),
                List.of(),
                null,
                Outbound.Timeouts.DEFAULT,
                new Recording(new ExchangeId("ex_1"), clock, clock::nanoTime));
    }

    private void violations(int count) {
        for (int i = 0; i < count; i++) {
            slowDown.violated(KEY);
        }
    }

    @Test
    void eachRefusalBeyondTheAllowedOnesDoublesTheDelay() {
        List<Long> delays = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            SlowDown.Slowed now = slowDown.of(KEY);
            delays.add(now == null ? 0 : now.delay().toMillis());
            violations(1);
        }
        assertThat(delays)
                .containsExactly(0L, 0L, 0L, 0L, 0L, 0L, 250L, 500L, 1_000L, 2_000L, 4_000L, 8_000L, 10_000L, 10_000L);
    }

    @Test
    void whoeverIsRefusedMoreSeldomNeverWaits() {
        for (int i = 0; i < 100; i++) {
            violations(1);
            clock.forward(Duration.ofSeconds(13));
            slowDown.pass(call(Duration.ofMinutes(1)));
        }
        assertThat(waited).isEmpty();
    }

    @Test
    void goodConductAndForgivenessEndIt() {
        violations(200);
        slowDown.pass(call(Duration.ofMinutes(1)));
        assertThat(waited).containsExactly(Duration.ofSeconds(10));
        clock.forward(Duration.ofMinutes(5).plusSeconds(15));
        slowDown.pass(call(Duration.ofMinutes(1)));
        assertThat(waited).hasSize(1);

        violations(200);
        assertThat(slowDown.all()).hasSize(1);
        SlowDown.Slowed before = slowDown.forgive(KEY);
        assertThat(before).isNotNull();
        slowDown.pass(call(Duration.ofMinutes(1)));
        assertThat(waited).hasSize(1);
        assertThat(slowDown.all()).isEmpty();
        assertThat(slowDown.forgive(new KeyId("key_2"))).isNull();
    }

    @Test
    void othersDoNotWait() {
        violations(200);
        slowDown.pass(call(new KeyId("key_2"), Duration.ofMinutes(1)));
        assertThat(waited).isEmpty();
    }

    @Test
    void aCallWithLessTimeIsRefusedAtOnceAndToldWhenToComeBack() {
        violations(10);
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> slowDown.pass(call(Duration.ofSeconds(1))))
                .satisfies(refusal -> {
                    assertThat(refusal.refused().code()).isEqualTo(ErrorCode.RATE_LIMITED);
                    assertThat(refusal.refused().retryAfter()).isEqualTo(Duration.ofSeconds(4));
                    assertThat(refusal.refused().message()).contains("'flood'", "4000 ms");
                });
        assertThat(waited).isEmpty();
    }

    @Test
    void whoLeavesDoesNotWaitOn() {
        violations(10);
        Call call = call(Duration.ofMinutes(1));
        call.cancellation().cancel();
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> slowDown.pass(call))
                .satisfies(refusal -> assertThat(refusal.refused().code()).isEqualTo(ErrorCode.CANCELLED));
    }

    @Test
    void inAFloodFewWaitAndTheOthersAreRefusedAtOnce() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        AtomicInteger inside = new AtomicInteger();
        SlowDown crowded = new SlowDown(RULE, clock, (delay, cancellation) -> {
            inside.incrementAndGet();
            gate.await();
            return true;
        });
        for (int i = 0; i < 10; i++) {
            crowded.violated(KEY);
        }
        AtomicInteger refused = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    crowded.pass(call(Duration.ofMinutes(1)));
                } catch (Refusal refusal) {
                    refused.incrementAndGet();
                }
            }));
        }
        while (refused.get() < 496) {
            Thread.onSpinWait();
        }
        assertThat(inside.get()).isEqualTo(4);
        gate.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(refused.get()).isEqualTo(496);
    }

    @Test
    void withoutARuleNobodyWaits() {
        SlowDown off = new SlowDown(null, clock, SlowDown.Pause.REAL);
        for (int i = 0; i < 1_000; i++) {
            off.violated(KEY);
        }
        off.pass(call(Duration.ofSeconds(1)));
        assertThat(off.all()).isEmpty();
    }
}
