package dev.weir.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.dialect.OpenAiChat;
import dev.weir.dialect.Parsed;
import dev.weir.kernel.HandClock;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Call;
import dev.weir.spi.Cancellation;
import dev.weir.spi.Delta;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.ExtensionContext;
import dev.weir.spi.KeyId;
import dev.weir.spi.Operation;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.Outbound;
import dev.weir.spi.Principal;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Recording;
import dev.weir.spi.Role;
import dev.weir.spi.Target;
import dev.weir.telemetry.Metrics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who is asked, in which order and when, on a clock that waiting turns. */
class RoundsTest {
    private static final Target FIRST = new Target("a", "one");
    private static final Target SECOND = new Target("b", "two");
    private static final Answer ANSWER = new Answer.Whole(new byte[0], List.of(Delta.text("Yes.")), null);

    private final HandClock clock = new HandClock();
    private final long start = clock.nanoTime();
    private final List<String> asked = new ArrayList<>();
    private Duration total = Duration.ofSeconds(60);

    private Answer ask(List<Target> order, Function<Target, Answer> provider) {
        Outbound none = (request, cancellation) -> {
            throw new AssertionError("nobody is called over the network");
        };
        Judges judges = new Judges(new Scorers(new ExtensionContext(none, clock, new Random(7))), new Metrics());
        Pause pause = (time, cancellation) -> {
            clock.forward(time);
            return !cancellation.isCancelled();
        };
        Attempts attempts = new Attempts(new Deployments(clock), clock, new Random(7), pause, judges);
        return attempts.answer(model(order), order, call(), attempt -> {
            Target target = attempt.chosenTarget();
            asked.add(target.provider() + " " + seconds());
            return provider.apply(target);
        });
    }

    private double seconds() {
        return (clock.nanoTime() - start) / 100_000_000 / 10.0;
    }

    private Models.Model model(List<Target> order) {
        Outbound.Timeouts timeouts =
                new Outbound.Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(10), total);
        return new Models.Model(
                "m",
                order.stream()
                        .map(target -> Deployment.of(target, new Load(Limits.NONE, clock)))
                        .toList(),
                timeouts,
                FallbackStrategy.NAME,
                new FallbackStrategy(),
                List.of(),
                null,
                new FaultPolicy(
                        new FaultPolicy.Retries(2, Duration.ofMillis(250)),
                        new FaultPolicy.Trip(100, Duration.ofSeconds(30), Duration.ofSeconds(15)),
                        null,
                        Map.of()),
                null,
                null);
    }

    private Call call() {
        byte[] body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Well?\"}]}"
                .getBytes(StandardCharsets.UTF_8);
        if (!(OpenAiChat.readRequest(body) instanceof Parsed.Understood<Operation.Chat>(var chat, var options))) {
            throw new AssertionError("a request that is understood");
        }
        Recording recording = new Recording(new ExchangeId("ex_1"), clock, clock::nanoTime);
        Principal principal = new Principal(
                new KeyId("key_1"), "test", new OrganizationId("org_1"), new ProjectId("proj_1"), Role.OWNER, false);
        return new Call(
                "req_1",
                chat,
                options,
                principal,
                recording.startedAt().plus(Outbound.Timeouts.LONGEST),
                new Cancellation(),
                List.of(),
                null,
                Outbound.Timeouts.DEFAULT,
                recording);
    }

    private static Refused refused(ErrorCode code, @Nullable Duration retryAfter) {
        return new Refused(code, code.wire() + " it says.", null, null, retryAfter, null);
    }

    @Test
    void theNextOneIsAskedAtOnceAndBothAgainAfterAWait() {
        Answer answer = ask(List.of(FIRST, SECOND), target -> refused(ErrorCode.PROVIDER_UNAVAILABLE, null));
        assertThat(answer).isInstanceOf(Refused.class);
        assertThat(asked).hasSize(6).startsWith("a 0.0", "b 0.0");
        assertThat(asked).filteredOn(one -> one.startsWith("a")).hasSize(3);
        assertThat(Double.parseDouble(asked.get(4).substring(2)))
                .as("no deployment three times within 1.6 s")
                .isGreaterThanOrEqualTo(1.6);
    }

    @Test
    void whatTheProviderAsksForIsWaitedForUnlessItIsTooLong() {
        assertThat(ask(
                        List.of(FIRST),
                        target -> asked.size() == 1
                                ? refused(ErrorCode.PROVIDER_RATE_LIMITED, Duration.ofSeconds(7))
                                : ANSWER))
                .isEqualTo(ANSWER);
        assertThat(Double.parseDouble(asked.get(1).substring(2))).isBetween(7.0, 7.5);
        asked.clear();
        assertThat(ask(List.of(FIRST), target -> refused(ErrorCode.PROVIDER_RATE_LIMITED, Duration.ofSeconds(11))))
                .isInstanceOf(Refused.class);
        assertThat(asked).hasSize(1);
    }

    @Test
    void nobodyIsAskedAgainBeyondTheTimeOfTheWholeCall() {
        total = Duration.ofSeconds(3);
        ask(List.of(FIRST), target -> {
            clock.forward(Duration.ofSeconds(2));
            return refused(ErrorCode.PROVIDER_UNAVAILABLE, Duration.ofSeconds(2));
        });
        assertThat(asked).containsExactly("a 0.0");
    }

    @Test
    void aFailureAndALimitAreBothTold() {
        Refused limit = refused(ErrorCode.RATE_LIMITED, Duration.ofSeconds(40));
        for (List<Target> order : List.of(List.of(FIRST, SECOND), List.of(SECOND, FIRST))) {
            asked.clear();
            Answer answer = ask(order, target -> target == FIRST ? refused(ErrorCode.PROVIDER_TIMEOUT, null) : limit);
            assertThat(answer).isInstanceOf(Refused.class);
            Refused both = (Refused) answer;
            assertThat(both.code()).isEqualTo(ErrorCode.PROVIDER_TIMEOUT);
            assertThat(both.message()).contains("provider_timeout it says.", "rate_limited it says.");
            assertThat(both.retryAfter()).isEqualTo(Duration.ofSeconds(40));
            assertThat(asked).hasSize(2);
        }
        assertThat(ask(List.of(SECOND), target -> limit)).isEqualTo(limit);
    }

    @Test
    void whatWouldBeRejectedAnywhereIsAskedOnce() {
        assertThat(ask(List.of(FIRST, SECOND), target -> refused(ErrorCode.PROVIDER_REJECTED, null)))
                .isInstanceOf(Refused.class);
        assertThat(asked).hasSize(1);
    }
}
