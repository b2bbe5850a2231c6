package dev.weir.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.Call;
import dev.weir.spi.Cancellation;
import dev.weir.spi.Candidate;
import dev.weir.spi.Dialect;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.ExtensionContext;
import dev.weir.spi.KeyId;
import dev.weir.spi.Message;
import dev.weir.spi.Money;
import dev.weir.spi.Operation;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.Outbound;
import dev.weir.spi.Payload;
import dev.weir.spi.Principal;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Recording;
import dev.weir.spi.Role;
import dev.weir.spi.Strategy;
import dev.weir.spi.Target;
import dev.weir.spi.WeirOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Strategy} must do. A test class of an extension extends it and gets these tests:
 *
 * <pre>{@code
 * class NearestStrategyTest extends StrategyContract {
 *     protected Strategy strategy(ExtensionContext context) {
 *         return new NearestStrategy.Factory().create(context);
 *     }
 * }
 * }</pre>
 */
public abstract class StrategyContract {
    private static final int ROUNDS = 200;

    /** The strategy under test, made anew; the context's outgoing client refuses everything. */
    protected abstract Strategy strategy(ExtensionContext context);

    private Strategy strategy() {
        Outbound none = (request, cancellation) -> {
            throw new AssertionError("a strategy calls nobody");
        };
        return strategy(new ExtensionContext(none, InstantSource.fixed(Instant.EPOCH), new Random(7)));
    }

    /** A chat of one user message. */
    protected static Call call() {
        byte[] body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}"
                .getBytes(StandardCharsets.UTF_8);
        Recording recording = new Recording(new ExchangeId("ex_contract"), InstantSource.fixed(Instant.EPOCH), () -> 0);
        return new Call(
                "req_contract",
                new Operation.Chat(
                        "m",
                        List.of(new Message("user", "hello")),
                        false,
                        false,
                        null,
                        new Payload(Dialect.OPENAI_CHAT, body)),
                WeirOptions.ABSENT,
                new Principal(
                        new KeyId("key_contract"),
                        "contract",
                        new OrganizationId("org_contract"),
                        new ProjectId("proj_contract"),
                        Role.DEVELOPER,
                        false),
                Instant.EPOCH.plusSeconds(60),
                new Cancellation(),
                List.of(),
                null,
                Outbound.Timeouts.DEFAULT,
                recording);
    }

    private static List<List<Candidate>> choices() {
        Candidate plain = new Candidate(new Target("a", "m"), 1, null, null, 0, null);
        Candidate known = new Candidate(new Target("b", "m"), 3, new Money(5), "USD", 2, Duration.ofMillis(20));
        Candidate busy = new Candidate(new Target("c", "m"), 0, new Money(9), "EUR", 500, null);
        Candidate free = new Candidate(new Target("d", "m"), 1_000_000, Money.ZERO, "USD", 0, Duration.ZERO);
        Candidate idle = new Candidate(new Target("e", "m"), 0, new Money(5), "USD", 0, Duration.ofSeconds(9));
        return List.of(
                List.of(plain),
                List.of(busy),
                List.of(busy, idle),
                List.of(plain, known),
                List.of(known, plain),
                List.of(idle, free, busy, known, plain),
                List.of(known, known, known));
    }

    @Test
    void somebodyIsCalledAndNobodyTwiceAndNoStranger() {
        Strategy strategy = strategy();
        for (List<Candidate> candidates : choices()) {
            for (int round = 0; round < ROUNDS; round++) {
                check(strategy.order(call(), candidates), candidates);
            }
        }
    }

    private static void check(List<Candidate> order, List<Candidate> candidates) {
        assertThat(order).isNotEmpty();
        List<Candidate> left = new ArrayList<>(candidates);
        for (Candidate each : order) {
            assertThat(left.remove(each)).as(each + " of " + candidates).isTrue();
        }
    }

    @Test
    void manyCallsAtATimeAreOrderedWell() throws Exception {
        Strategy strategy = strategy();
        List<Candidate> candidates = choices().get(5);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                all.add(threads.submit(() -> {
                    for (int round = 0; round < ROUNDS; round++) {
                        check(strategy.order(call(), candidates), candidates);
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
    }
}
