package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Answer;
import dev.weir.simulator.Behaviour;
import dev.weir.simulator.Scenario;
import dev.weir.simulator.Script;
import dev.weir.simulator.Served;
import dev.weir.testkit.TestingWeir;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The sixteen faults, each met by a model with a deployment that fails and one that does not, and by one without
 * another: the caller gets a whole answer or one clear error, and nobody is hammered.
 */
class FaultsTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    /** Beyond every wait that a fault may cost here, on a machine that is busy. */
    private static final Duration BOUND = Duration.ofSeconds(20);

    private static final String FAST = "timeouts: {connect: 1s, first_token: 1s, idle: 1s, total: 15s}";
    private static final String MODELS = """
            models:
              both:
                deployments: [{provider: sim, model: gpt-4o-mini, context: 8192}, {provider: sim, model: fallback, context: 128000}]
                %1$s
                breaker: {failures: 1000}
              prefilled:
                deployments: [{provider: sim, model: gpt-4o-mini}, {provider: sim, model: fallback, prefill: true}]
                %1$s
                breaker: {failures: 1000}
              alone:
                deployments: [{provider: sim, model: gpt-4o-mini}]
                %1$s
                breaker: {failures: 1000}
              guarded:
                deployments: [{provider: sim, model: gpt-4o-mini}, {provider: sim, model: fallback}]
                %1$s
                breaker: {failures: 3, window: 10s, probe_after: 1s}
              flapping-briefly:
                deployments: [{provider: sim, model: gpt-4o-mini}, {provider: sim, model: fallback}]
                breaker: {failures: 3, window: 10s, probe_after: 1s}
              left-alone:
                deployments: [{provider: sim, model: gpt-4o-mini}]
                %1$s
                retries: {max: 0}
                breaker: {failures: 3, window: 10s, probe_after: 1s}
              flapping:
                deployments: [{provider: sim, model: gpt-4o-mini}, {provider: sim, model: fallback}]
            prices:
              gpt-4o-mini: {input: 1, output: 1}
              fallback: {input: 2.50, cached_input: 1.25, output: 10}
            """.formatted(FAST);

    private static TestingWeir weir;
    private static Door door;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start(MODELS);
        door = Door.of(weir);
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    @BeforeEach
    void nothingServedYet() {
        weir.upstream(Script.DEFAULT);
        weir.simulator().clear();
    }

    /** Weir is well whatever its providers did, and no deployment was hammered. */
    @AfterEach
    void andWeirIsWell() {
        for (List<Served> one : byExchangeAndModel()) {
            assertThat(one).as("attempts at one deployment").hasSizeLessThanOrEqualTo(6);
            for (int i = 2; i < one.size(); i++) {
                assertThat(Duration.between(one.get(i - 2).time(), one.get(i).time()))
                        .as("three attempts at one deployment")
                        .isGreaterThan(Duration.ofMillis(1500));
            }
        }
        assertThat(door.get("/readyz").status()).isEqualTo(200);
        weir.upstream(Script.DEFAULT);
        Door.Reply direct = door.post("/v1/chat/completions", body("sim/fallback", false));
        assertThat(direct.json().at("/choices/0/message/content").asString()).isEqualTo("Tell me.");
    }

    private static List<List<Served>> byExchangeAndModel() {
        return weir.simulator().served().stream()
                .collect(Collectors.groupingBy(served -> served.exchangeId() + " " + served.model()))
                .values()
                .stream()
                .map(List::copyOf)
                .toList();
    }

    private static String body(String model, boolean streaming) {
        return "{\"model\": \"" + model + "\", \"stream\": " + streaming
                + (streaming ? ", \"stream_options\": {\"include_usage\": true}" : "")
                + ", \"messages\": [{\"role\": \"user\", \"content\": \"Tell me.\"}]}";
    }

    /** What a caller made of a reply. */
    private record Got(
            int status, String text, boolean whole, String errorCode, JsonNode usage, Door.Reply reply, Duration time) {
        JsonNode exchange() {
            return door.get("/api/exchanges/" + reply.header("x-weir-exchange-id"))
                    .json();
        }
    }

    private static Got ask(String model, boolean streaming) {
        int before = models().size();
        long start = System.nanoTime();
        Door.Reply reply = door.post("/v1/chat/completions", body(model, streaming));
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        List<String> all = models();
        System.out.println("faults: " + model + (streaming ? " streaming" : "") + " answered " + reply.status()
                + " after " + time.toMillis() + " ms by " + all.subList(before, all.size()));
        return streaming && reply.status() == 200 ? stream(reply, time) : plain(reply, time);
    }

    private static Got plain(Door.Reply reply, Duration time) {
        JsonNode json = reply.json();
        boolean whole = json.at("/choices/0/finish_reason").isString();
        return new Got(
                reply.status(),
                json.at("/choices/0/message/content").asString(""),
                whole,
                json.at("/error/code").asString(""),
                json.path("usage"),
                reply,
                time);
    }

    private static Got stream(Door.Reply reply, Duration time) {
        StringBuilder text = new StringBuilder();
        boolean finished = false;
        String error = "";
        JsonNode usage = JSON.missingNode();
        List<String> events = Arrays.stream(reply.text().split("\n\n"))
                .map(event -> event.substring("data: ".length()))
                .toList();
        for (String event : events) {
            if (!event.equals("[DONE]")) {
                JsonNode json = JSON.readTree(event);
                text.append(json.at("/choices/0/delta/content").asString(""));
                finished |= json.at("/choices/0/finish_reason").isString();
                error = json.at("/error/code").asString(error);
                usage = json.path("usage").isObject() ? json.path("usage") : usage;
            }
        }
        boolean done = events.getLast().equals("[DONE]");
        assertThat(done).as("[DONE] means success").isEqualTo(finished && error.isEmpty());
        return new Got(reply.status(), text.toString(), done, error, usage, reply, time);
    }

    private static List<String> models() {
        return weir.simulator().served().stream().map(Served::model).toList();
    }

    private static String lorem() {
        weir.upstream(Scenario.CUT.script());
        String text = door.post("/v1/chat/completions", body("sim/fallback", false))
                .json()
                .at("/choices/0/message/content")
                .asString();
        weir.simulator().clear();
        return text;
    }

    private static void assertWhole(Got got, String text) {
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.whole()).as("whole").isTrue();
        assertThat(got.text()).isEqualTo(text);
        assertThat(got.time()).isLessThan(BOUND);
    }

    private static void assertError(Got got, int status, String code) {
        assertThat(got.status()).isEqualTo(status);
        assertThat(got.whole()).as("whole").isFalse();
        assertThat(got.errorCode()).isEqualTo(code);
        assertThat(got.time()).isLessThan(BOUND);
    }

    private static List<String> errorsOfAttempts(Got got) {
        return StreamSupport.stream(got.exchange().path("attempts").spliterator(), false)
                .map(attempt -> attempt.path("error").asString(""))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(
            value = Scenario.class,
            names = {"RATE_LIMITED_ONCE", "RATE_LIMITED", "ERROR_ONCE", "UNAVAILABLE", "RESET", "SILENT", "LATE_BODY"})
    void beforeTheAnswerBeginsTheFallbackTakesOver(Scenario scenario) {
        String text = lorem();
        for (boolean streaming : new boolean[] {false, true}) {
            weir.upstream(scenario.script());
            weir.simulator().clear();
            Got got = ask("both", streaming);
            rested();

            assertWhole(got, text);
            assertThat(models()).containsExactly("gpt-4o-mini", "fallback");
            JsonNode exchange = got.exchange();
            assertThat(exchange.path("deployment").asString()).isEqualTo("sim/fallback");
            assertThat(exchange.at("/usage/output_tokens").asLong()).isEqualTo(60);
            assertThat(exchange.at("/attempts/0/usage/output_tokens").asLong()).isZero();
            assertThat(exchange.at("/attempts/0/usage/input_tokens").asLong()).isZero();
        }
    }

    /** A deployment that named a time is asked again after it; the next test's calls must not find it resting. */
    private static void rested() {
        JsonNode deployments = door.get("/api/deployments").json().path("data");
        for (JsonNode deployment : deployments) {
            if (deployment.path("not_before").isString()) {
                sleepUntil(Instant.parse(deployment.path("not_before").asString()));
            }
        }
    }

    private static void sleepUntil(Instant then) {
        try {
            Thread.sleep(Duration.between(Instant.now(), then).plusMillis(50).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTimeThatTheProviderNamesIsKept(boolean streaming) {
        String text = lorem();
        weir.upstream(Scenario.RATE_LIMITED_ONCE.script());
        Got got = ask("alone", streaming);

        assertWhole(got, text);
        List<Served> served = weir.simulator().served();
        assertThat(served).hasSize(2);
        assertThat(Duration.between(served.get(0).time(), served.get(1).time())).isGreaterThan(Duration.ofMillis(990));
        assertThat(errorsOfAttempts(got)).containsExactly("provider_rate_limited", "");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anErrorThatPassesIsNotSeenWithoutAFallbackEither(boolean streaming) {
        String text = lorem();
        weir.upstream(Scenario.ERROR_ONCE.script());

        assertWhole(ask("alone", streaming), text);
        assertThat(models()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Scenario.class,
            names = {"RATE_LIMITED", "UNAVAILABLE", "RESET", "SILENT", "LATE_BODY"})
    void withoutAFallbackThereIsOneClearErrorAfterFewAttempts(Scenario scenario) {
        for (boolean streaming : new boolean[] {false, true}) {
            weir.upstream(scenario.script());
            weir.simulator().clear();
            Got got = ask("alone", streaming);

            switch (scenario) {
                case RATE_LIMITED -> assertError(got, 429, "provider_rate_limited");
                case SILENT, LATE_BODY -> assertError(got, 504, "provider_timeout");
                default -> assertError(got, 502, "provider_unavailable");
            }
            boolean timeout = scenario == Scenario.SILENT || scenario == Scenario.LATE_BODY;
            assertThat(models()).hasSize(timeout ? 1 : 3);
            assertThat(got.exchange().at("/usage/output_tokens").asLong()).isZero();
            assertThat(got.exchange().path("cost").asString("0.000000")).isEqualTo("0.000000");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Scenario.class,
            names = {"CUT", "STALLED", "MALFORMED"})
    void whatBreaksInTheMiddleIsContinuedWhereTheFallbackSaysTheSame(Scenario scenario) {
        String text = lorem();
        weir.upstream(scenario.script());
        Got got = ask("both", true);

        assertWhole(got, text);
        assertThat(models()).containsExactly("gpt-4o-mini", "fallback");
        assertThat(errorsOfAttempts(got)).hasSize(2).last().isEqualTo("");
        assertThat(got.exchange().at("/attempts/0/usage/output_tokens").asLong())
                .isBetween(35L, 45L);
        assertThat(got.exchange().at("/attempts/1/usage/output_tokens").asLong())
                .isEqualTo(60);
    }

    @ParameterizedTest
    @EnumSource(
            value = Scenario.class,
            names = {"CUT", "STALLED", "MALFORMED"})
    void whatBreaksInTheMiddleWithoutAFallbackEndsWithAnError(Scenario scenario) {
        weir.upstream(scenario.script());
        Got got = ask("alone", true);

        assertThat(got.whole()).isFalse();
        assertThat(got.errorCode()).startsWith("provider_");
        assertThat(got.text()).isNotEmpty();
        assertThat(models()).hasSize(1);
        assertThat(got.exchange().path("status").asString()).isEqualTo("error");
    }

    @ParameterizedTest
    @EnumSource(
            value = Scenario.class,
            names = {"CUT", "STALLED", "MALFORMED"})
    void aPlainAnswerThatBreaksIsAskedForElsewhere(Scenario scenario) {
        String text = lorem();
        weir.upstream(scenario.script());

        assertWhole(ask("both", false), text);
        assertThat(models()).containsExactly("gpt-4o-mini", "fallback");
    }

    @Test
    void aPrefilledAnswerIsContinuedWhereItStopped() {
        String text = lorem();
        weir.upstream(Scenario.CUT
                .script()
                .withModel(Scenario.FALLBACK, Behaviour.DEFAULT.withAnswer(new Answer.Fixed(" And so it ends."))));
        Got got = ask("prefilled", true);

        assertThat(got.whole()).isTrue();
        assertThat(got.text()).endsWith(" And so it ends.");
        assertThat(text).startsWith(got.text().replace(" And so it ends.", ""));
        assertThat(models()).containsExactly("gpt-4o-mini", "fallback");
    }

    @ParameterizedTest
    @ValueSource(strings = {"both", "prefilled"})
    void whatCannotBeContinuedFaithfullyEndsWithAnError(String model) {
        weir.upstream(Scenario.CUT_NO_PREFILL.script());
        Got got = ask(model, true);

        assertThat(got.whole()).isFalse();
        assertThat(got.errorCode()).isEqualTo("provider_unavailable");
        assertThat(got.text()).doesNotContain("Other words").isNotEmpty();
        assertThat(models()).hasSizeBetween(2, 3);
        weir.simulator().clear();

        assertWhole(ask(model, false), "Other words.");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWholeStreamWithoutItsEndMarkIsASuccess(boolean streaming) {
        String text = lorem();
        weir.upstream(Scenario.NO_DONE.script());
        Got got = ask("both", streaming);

        assertWhole(got, text);
        assertThat(models()).containsExactly("gpt-4o-mini");
        assertThat(got.exchange().path("status").asString()).isEqualTo("ok");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRequestThatIsTooLongGoesToALargerContextOnly(boolean streaming) {
        String text = lorem();
        weir.upstream(Scenario.CONTEXT_LENGTH.script());
        assertWhole(ask("both", streaming), text);
        assertThat(models()).containsExactly("gpt-4o-mini", "fallback");
        weir.simulator().clear();

        assertError(ask("prefilled", streaming), 400, "context_length_exceeded");
        assertThat(models()).containsExactly("gpt-4o-mini");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatAContentFilterRejectsIsToldAtOnce(boolean streaming) {
        weir.upstream(Scenario.CONTENT_FILTER.script());

        assertError(ask("both", streaming), 400, "content_filter");
        assertThat(models()).containsExactly("gpt-4o-mini");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void onlyWhatWasAnsweredIsBilled(boolean streaming) {
        weir.upstream(Scenario.ACCOUNTING.script());
        Got got = ask("both", streaming);

        assertThat(got.whole()).isTrue();
        assertThat(got.usage().path("prompt_tokens").asLong()).isEqualTo(1000);
        JsonNode exchange = got.exchange();
        assertThat(exchange.at("/usage/input_tokens").asLong()).isEqualTo(1000);
        assertThat(exchange.at("/usage/output_tokens").asLong()).isEqualTo(300);
        BigDecimal exact = new BigDecimal("0.0025")
                .multiply(new BigDecimal("0.8"))
                .add(new BigDecimal("0.00025"))
                .add(new BigDecimal("0.003"));
        assertThat(new BigDecimal(exchange.path("cost").asString())).isEqualByComparingTo(exact);
        assertThat(exchange.at("/attempts/0/cost").asString("0"))
                .satisfies(cost -> assertThat(new BigDecimal(cost)).isZero());
    }

    @Test
    void aDeploymentThatKeepsFailingIsLeftAloneAndProbed() throws Exception {
        String text = lorem();
        weir.upstream(Scenario.UNAVAILABLE.script());
        for (int i = 0; i < 6; i++) {
            assertWhole(ask("guarded", i % 2 == 0), text);
        }
        assertThat(models()).filteredOn("gpt-4o-mini"::equals).hasSizeBetween(3, 4);
        assertThat(breaker("guarded")).isIn("open", "half_open");
        assertThat(door.get("/metrics").text())
                .contains("weir_breaker_state{deployment=\"sim/gpt-4o-mini\",model=\"guarded\"}");

        weir.upstream(Script.DEFAULT);
        Eventually.within(Duration.ofSeconds(30), "the return to the primary", () -> {
            weir.simulator().clear();
            ask("guarded", false);
            return models().equals(List.of("gpt-4o-mini"));
        });
        assertThat(breaker("guarded")).isEqualTo("closed");
    }

    @Test
    void withoutAFallbackAnOpenBreakerAnswersAtOnce() {
        weir.upstream(Scenario.UNAVAILABLE.script());
        List<Got> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(ask("left-alone", false));
        }
        assertThat(models()).hasSize(3);
        Got last = all.getLast();
        assertError(last, 502, "provider_unavailable");
        assertThat(last.reply().header("retry-after")).isEqualTo("1");
        assertThat(last.reply().text()).contains("sim/gpt-4o-mini (provider_unavailable)");
    }

    private static String breaker(String model) {
        return StreamSupport.stream(
                        door.get("/api/deployments").json().path("data").spliterator(), false)
                .filter(view -> view.path("model").asString().equals(model)
                        && view.path("deployment").asString().equals("sim/gpt-4o-mini"))
                .findFirst()
                .orElseThrow()
                .path("breaker")
                .asString();
    }

    @Test
    void aFlappingDeploymentIsNotSeenByCallers() throws Exception {
        flap(
                "flapping-briefly",
                Scenario.flapping(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(5)),
                Duration.ofSeconds(5));
    }

    @Test
    @Tag("long")
    void norIsOneThatFlapsForAMinute() throws Exception {
        flap("flapping", Scenario.FLAPPING.script(), Duration.ofSeconds(60));
    }

    /** Ten calls a second, half of them streams; then the primary comes back for good. */
    private static void flap(String model, Script script, Duration time) throws Exception {
        String text = lorem();
        weir.upstream(script);
        long end = System.nanoTime() + time.toNanos();
        AtomicInteger calls = new AtomicInteger();
        while (System.nanoTime() < end) {
            assertWhole(ask(model, calls.getAndIncrement() % 2 == 0), text);
            Thread.sleep(60);
        }
        assertThat(models().size()).as("attempts").isLessThan(2 * calls.get());
        Eventually.within(Duration.ofSeconds(30), "the return to the primary", () -> {
            int before = models().size();
            assertWhole(ask(model, true), text);
            List<String> all = models();
            return all.subList(before, all.size()).equals(List.of("gpt-4o-mini"));
        });
    }
}
