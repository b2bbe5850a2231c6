package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Answer;
import dev.weir.simulator.Behaviour;
import dev.weir.simulator.Scenario;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Faults that strike when something was passed on: the answer goes on where it stopped, event by event as its caller's
 * dialect wants them, or ends with the dialect's own error.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsInTheMiddleTest {
    private FaultBeds beds;

    @BeforeAll
    void start() {
        beds = new FaultBeds(callers());
    }

    /** The three, and one that meets another dialect. */
    List<FaultCaller> callers() {
        return Stream.concat(FaultCaller.EQUAL.stream(), Stream.of(FaultCaller.CHAT_OVER_MESSAGES))
                .toList();
    }

    @AfterAll
    void stop() {
        beds.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Scenario.class,
            names = {"CUT", "STALLED", "MALFORMED"})
    void theAnswerGoesOnWhereTheFallbackSaysTheSame(Scenario scenario) throws Exception {
        beds.each(bed -> {
            String text = bed.lorem();
            bed.upstream(scenario.script());
            FaultBed.Got got = bed.ask("both", true);

            bed.assertWhole(got, text);
            assertThat(bed.models()).containsExactly("gpt-4o-mini", "fallback");
            assertThat(got.errorsOfAttempts()).hasSize(2).last().isEqualTo("");
            assertThat(got.exchange().at("/attempts/0/usage/output_tokens").asLong())
                    .isBetween(30L, 45L);
            assertThat(got.exchange().at("/attempts/1/usage/output_tokens").asLong())
                    .isEqualTo(60);
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = Scenario.class,
            names = {"CUT", "STALLED", "MALFORMED"})
    void withoutAFallbackItEndsWithAnError(Scenario scenario) throws Exception {
        beds.each(bed -> {
            bed.upstream(scenario.script());
            FaultBed.Got got = bed.ask("alone", true);

            assertThat(got.whole()).isFalse();
            assertThat(got.heard().error())
                    .isIn(
                            bed.caller().word("provider_unavailable"),
                            bed.caller().word("provider_timeout"),
                            bed.caller().word("provider_invalid_answer"));
            assertThat(got.text()).isNotEmpty();
            assertThat(bed.models()).hasSize(1);
            assertThat(got.exchange().path("status").asString()).isEqualTo("error");
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = Scenario.class,
            names = {"CUT", "STALLED", "MALFORMED"})
    void aPlainAnswerThatBreaksIsAskedForElsewhere(Scenario scenario) throws Exception {
        beds.each(bed -> {
            String text = bed.lorem();
            bed.upstream(scenario.script());

            bed.assertWhole(bed.ask("both", false), text);
            assertThat(bed.models()).containsExactly("gpt-4o-mini", "fallback");
        });
    }

    @Test
    void aPrefilledAnswerIsContinuedWhereItStopped() throws Exception {
        beds.each(bed -> {
            String text = bed.lorem();
            bed.upstream(Scenario.CUT
                    .script()
                    .withModel(Scenario.FALLBACK, Behaviour.DEFAULT.withAnswer(new Answer.Fixed(" And so it ends."))));
            FaultBed.Got got = bed.ask("prefilled", true);

            assertThat(got.whole()).isTrue();
            assertThat(got.text()).endsWith(" And so it ends.");
            assertThat(text).startsWith(got.text().replace(" And so it ends.", ""));
            assertThat(bed.models()).containsExactly("gpt-4o-mini", "fallback");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"both", "prefilled"})
    void whatCannotBeContinuedFaithfullyEndsWithAnError(String model) throws Exception {
        beds.each(bed -> {
            bed.upstream(Scenario.CUT_NO_PREFILL.script());
            FaultBed.Got got = bed.ask(model, true);

            assertThat(got.whole()).isFalse();
            assertThat(got.heard().error()).isEqualTo(bed.caller().word("provider_unavailable"));
            assertThat(got.text()).doesNotContain("Other words").isNotEmpty();
            assertThat(bed.models()).hasSizeBetween(2, 3);

            bed.upstream(Scenario.CUT_NO_PREFILL.script());
            bed.assertWhole(bed.ask(model, false), "Other words.");
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWholeStreamWithoutItsEndMarkIsASuccess(boolean streaming) throws Exception {
        beds.each(bed -> {
            String text = bed.lorem();
            bed.upstream(Scenario.NO_DONE.script());
            FaultBed.Got got = bed.ask("both", streaming);

            bed.assertWhole(got, text);
            assertThat(bed.models()).containsExactly("gpt-4o-mini");
            assertThat(got.exchange().path("status").asString()).isEqualTo("ok");
        });
    }
}
