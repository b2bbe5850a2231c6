package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Scenario;
import dev.weir.simulator.Script;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A deployment that keeps failing is left alone, tried again and taken back, whatever its callers speak. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FlappingTest {
    /** The rhythm of the load; nothing is waited for. */
    private static final Duration BETWEEN_CALLS = Duration.ofMillis(60);

    private FaultBeds beds;

    @BeforeAll
    void start() {
        beds = new FaultBeds(callers());
    }

    /** Whom it happens to. */
    List<FaultCaller> callers() {
        return FaultCaller.EQUAL;
    }

    @AfterAll
    void stop() {
        beds.close();
    }

    @Test
    void aDeploymentThatKeepsFailingIsLeftAloneAndProbed() throws Exception {
        beds.each(bed -> {
            String text = bed.lorem();
            bed.upstream(Scenario.UNAVAILABLE.script());
            for (int i = 0; i < 6; i++) {
                bed.assertWhole(bed.ask("guarded", i % 2 == 0), text);
            }
            assertThat(bed.models()).filteredOn("gpt-4o-mini"::equals).hasSizeBetween(3, 4);
            assertThat(bed.breaker("guarded")).isIn("open", "half_open");
            assertThat(bed.door().get("/metrics").text())
                    .contains("weir_breaker_state{deployment=\"" + bed.caller().provider()
                            + "/gpt-4o-mini\",model=\"guarded\"}");

            bed.upstream(Script.DEFAULT);
            Eventually.within(Duration.ofSeconds(30), "the return to the primary", () -> {
                bed.upstream(Script.DEFAULT);
                bed.ask("guarded", false);
                return bed.models().equals(List.of("gpt-4o-mini"));
            });
            assertThat(bed.breaker("guarded")).isEqualTo("closed");
        });
    }

    @Test
    void withoutAFallbackAnOpenBreakerAnswersAtOnce() throws Exception {
        beds.each(bed -> {
            bed.upstream(Scenario.UNAVAILABLE.script());
            FaultBed.Got last = bed.ask("left-alone", false);
            for (int i = 0; i < 3; i++) {
                last = bed.ask("left-alone", false);
            }
            assertThat(bed.models()).hasSize(3);
            bed.assertError(last, 502, "provider_unavailable");
            assertThat(Integer.parseInt(last.reply().header("retry-after")))
                    .as("what is left of the five seconds until it is probed")
                    .isBetween(3, 5);
            assertThat(last.reply().text()).contains("/gpt-4o-mini (provider_unavailable)");
        });
    }

    @Test
    void aFlappingDeploymentIsNotSeenByCallers() throws Exception {
        Script script = Scenario.flapping(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(5));
        beds.each(bed -> flap(bed, "flapping-briefly", script, Duration.ofSeconds(5)));
    }

    @Test
    @Tag("long")
    void norIsOneThatFlapsForAMinute() throws Exception {
        beds.each(bed -> flap(bed, "flapping", Scenario.FLAPPING.script(), Duration.ofSeconds(60)));
    }

    /** Some calls a second, half of them streams; then the primary comes back for good. */
    private static void flap(FaultBed bed, String model, Script script, Duration time) throws Exception {
        String text = bed.lorem();
        bed.upstream(script);
        long end = System.nanoTime() + time.toNanos();
        AtomicInteger calls = new AtomicInteger();
        while (System.nanoTime() < end) {
            bed.assertWhole(bed.ask(model, calls.getAndIncrement() % 2 == 0), text);
            Thread.sleep(BETWEEN_CALLS);
        }
        assertThat(bed.models().size()).as("attempts").isLessThan(2 * calls.get());
        Eventually.within(Duration.ofSeconds(30), "the return to the primary", () -> {
            int before = bed.models().size();
            bed.assertWhole(bed.ask(model, true), text);
            List<String> all = bed.models();
            return all.subList(before, all.size()).equals(List.of("gpt-4o-mini"));
        });
    }
}
