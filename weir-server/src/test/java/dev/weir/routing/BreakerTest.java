package dev.weir.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.kernel.HandClock;
import dev.weir.routing.Breaker.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private final HandClock clock = new HandClock();
    private final List<State> changes = new ArrayList<>();
    private final Breaker breaker =
            new Breaker(new FaultPolicy.Trip(5, Duration.ofSeconds(30), Duration.ofSeconds(15)), clock, changes::add);

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed(Objects.requireNonNull(breaker.enter()));
        }
    }

    private void succeed(int times) {
        for (int i = 0; i < times; i++) {
            breaker.succeeded(Objects.requireNonNull(breaker.enter()));
        }
    }

    @Test
    void failuresInARowOpenItWhateverWasBefore() {
        succeed(100);
        fail(4);
        assertThat(breaker.admits()).isTrue();
        fail(1);
        assertThat(breaker.enter()).isNull();
        assertThat(breaker.untilProbe()).isEqualTo(Duration.ofSeconds(15));
        assertThat(changes).containsExactly(State.OPEN);
    }

    @Test
    void aFewFailuresAmongManyCallsDoNotOpenIt() {
        for (int i = 0; i < 40; i++) {
            succeed(2);
            fail(1);
        }
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void everySecondCallFailingOpensIt() {
        for (int i = 0; i < 4; i++) {
            succeed(1);
            fail(1);
        }
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        succeed(1);
        fail(1);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void failuresAreForgottenAfterTheWindow() {
        fail(4);
        clock.forward(Duration.ofSeconds(31));
        fail(4);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        assertThat(breaker.failures()).isEqualTo(4);
    }

    @Test
    void oneCallProbesAndClosesIt() {
        fail(5);
        clock.forward(Duration.ofSeconds(15));
        Breaker.Pass probe = Objects.requireNonNull(breaker.enter());
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        assertThat(breaker.enter()).as("a second probe").isNull();

        breaker.succeeded(probe);
        breaker.left(probe);
        assertThat(breaker.admits()).isTrue();
        assertThat(breaker.failures()).isZero();
        assertThat(changes).containsExactly(State.OPEN, State.HALF_OPEN, State.CLOSED);
    }

    @Test
    void aProbeThatFailsOpensItAgain() {
        fail(5);
        clock.forward(Duration.ofSeconds(15));
        breaker.failed(Objects.requireNonNull(breaker.enter()));

        assertThat(breaker.admits()).isFalse();
        clock.forward(Duration.ofSeconds(15));
        assertThat(breaker.admits()).isTrue();
    }

    @Test
    void aProbeWhoseCallerLeftMakesRoomForTheNext() {
        fail(5);
        clock.forward(Duration.ofSeconds(15));
        breaker.left(Objects.requireNonNull(breaker.enter()));

        assertThat(breaker.enter()).isNotNull();
    }

    @Test
    void whatBeganBeforeItOpenedSaysNothingAboutTheProbe() {
        Breaker.Pass early = Objects.requireNonNull(breaker.enter());
        fail(5);
        breaker.succeeded(early);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
        clock.forward(Duration.ofSeconds(15));
        Breaker.Pass probe = breaker.enter();
        breaker.failed(early);

        assertThat(probe).isNotNull();
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
    }

    /** However calls end and time passes: within 30 s of a recovery calls pass again. */
    @Property
    void itNeverStaysShut(@ForAll List<Integer> steps) {
        for (int step : steps) {
            Breaker.Pass pass = breaker.enter();
            clock.forward(Duration.ofMillis(Math.floorMod(step, 5_000)));
            if (pass != null) {
                switch (Math.floorMod(step, 4)) {
                    case 0 -> breaker.succeeded(pass);
                    case 1 -> breaker.left(pass);
                    default -> breaker.failed(pass);
                }
            }
        }
        clock.forward(Duration.ofSeconds(15));
        succeed(1);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }
}
