package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Scenario;
import dev.weir.simulator.Served;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Faults that strike before the first content: with another deployment nobody sees them, without one there is one clear
 * error, in each of the three dialects, and nobody is hammered.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsBeforeTheAnswerTest {
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

    @ParameterizedTest
    @EnumSource(
            value = Scenario.class,
            names = {"RATE_LIMITED_ONCE", "RATE_LIMITED", "ERROR_ONCE", "UNAVAILABLE", "RESET", "SILENT", "LATE_BODY"})
    void theFallbackTakesOver(Scenario scenario) throws Exception {
        beds.each(bed -> {
            String text = bed.lorem();
            for (boolean streaming : new boolean[] {false, true}) {
                bed.upstream(scenario.script());
                FaultBed.Got got = bed.ask("both", streaming);
                bed.rested();

                bed.assertWhole(got, text);
                assertThat(bed.models()).containsExactly("gpt-4o-mini", "fallback");
                JsonNode exchange = got.exchange();
                assertThat(exchange.path("deployment").asString()).endsWith("/fallback");
                assertThat(exchange.at("/usage/output_tokens").asLong()).isEqualTo(60);
                assertThat(exchange.at("/attempts/0/usage/output_tokens").asLong())
                        .isZero();
                assertThat(exchange.at("/attempts/0/usage/input_tokens").asLong())
                        .isZero();
            }
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTimeThatTheProviderNamesIsKept(boolean streaming) throws Exception {
        beds.each(bed -> {
            String text = bed.lorem();
            bed.upstream(Scenario.RATE_LIMITED_ONCE.script());
            FaultBed.Got got = bed.ask("alone", streaming);

            bed.assertWhole(got, text);
            List<Served> served = bed.served();
            assertThat(served).hasSize(2);
            assertThat(Duration.between(served.get(0).time(), served.get(1).time()))
                    .isGreaterThan(Duration.ofMillis(990));
            assertThat(got.errorsOfAttempts()).containsExactly("provider_rate_limited", "");
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anErrorThatPassesIsNotSeenWithoutAFallbackEither(boolean streaming) throws Exception {
        beds.each(bed -> {
            String text = bed.lorem();
            bed.upstream(Scenario.ERROR_ONCE.script());

            bed.assertWhole(bed.ask("alone", streaming), text);
            assertThat(bed.models()).hasSize(2);
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = Scenario.class,
            names = {"RATE_LIMITED", "UNAVAILABLE", "RESET", "SILENT", "LATE_BODY"})
    void withoutAFallbackThereIsOneClearErrorAfterFewAttempts(Scenario scenario) throws Exception {
        boolean timeout = scenario == Scenario.SILENT || scenario == Scenario.LATE_BODY;
        beds.each(bed -> {
            for (boolean streaming : new boolean[] {false, true}) {
                bed.upstream(scenario.script());
                FaultBed.Got got = bed.ask("alone", streaming);

                if (scenario == Scenario.RATE_LIMITED) {
                    bed.assertError(got, 429, "provider_rate_limited");
                } else if (timeout) {
                    bed.assertError(got, 504, "provider_timeout");
                } else {
                    bed.assertError(got, 502, "provider_unavailable");
                }
                assertThat(bed.models()).hasSize(timeout ? 1 : 3);
                assertThat(got.exchange().at("/usage/output_tokens").asLong()).isZero();
                assertThat(got.exchange().path("cost").asString("0.000000")).isEqualTo("0.000000");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRequestThatIsTooLongGoesToALargerContextOnly(boolean streaming) throws Exception {
        beds.each(bed -> {
            String text = bed.lorem();
            bed.upstream(Scenario.CONTEXT_LENGTH.script());
            bed.assertWhole(bed.ask("both", streaming), text);
            assertThat(bed.models()).containsExactly("gpt-4o-mini", "fallback");

            bed.upstream(Scenario.CONTEXT_LENGTH.script());
            bed.assertError(bed.ask("prefilled", streaming), 400, "context_length_exceeded");
            assertThat(bed.models()).containsExactly("gpt-4o-mini");
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatAContentFilterRejectsIsToldAtOnce(boolean streaming) throws Exception {
        beds.each(bed -> {
            bed.upstream(Scenario.CONTENT_FILTER.script());

            bed.assertError(bed.ask("both", streaming), 400, "content_filter");
            assertThat(bed.models()).containsExactly("gpt-4o-mini");
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void onlyWhatWasAnsweredIsBilled(boolean streaming) throws Exception {
        beds.each(bed -> {
            bed.upstream(Scenario.ACCOUNTING.script());
            FaultBed.Got got = bed.ask("both", streaming);

            assertThat(got.whole()).isTrue();
            assertThat(got.heard().inputTokens()).isEqualTo(1000);
            JsonNode exchange = got.exchange();
            assertThat(exchange.at("/usage/input_tokens").asLong()).isEqualTo(1000);
            assertThat(exchange.at("/usage/output_tokens").asLong()).isEqualTo(300);
            BigDecimal exact = new BigDecimal("0.0025")
                    .multiply(new BigDecimal("0.8"))
                    .add(new BigDecimal("0.00025"))
                    .add(new BigDecimal("0.003"));
            assertThat(new BigDecimal(exchange.path("cost").asString())).isEqualByComparingTo(exact);
            assertThat(new BigDecimal(exchange.at("/attempts/0/cost").asString("0")))
                    .isZero();
        });
    }
}
