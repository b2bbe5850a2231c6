package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.core.JacksonException;

class FaultsTest {
    private Simulator simulator;
    private Caller caller;

    @BeforeEach
    void start() {
        simulator = Simulator.start(SimulatorOptions.defaults());
        caller = new Caller(simulator);
    }

    @AfterEach
    void stop() {
        caller.close();
        simulator.close();
    }

    private void play(Fault fault) {
        simulator.script(Script.DEFAULT.withFault(FaultRule.always(fault)));
    }

    @Test
    void aStatusCarriesItsHeadersAndOpenAisErrorBody() throws Exception {
        play(new Fault.Status(429, Map.of("retry-after", "2"), null));
        HttpResponse<String> response = caller.chatCompletion(Caller.chat("x"));

        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("retry-after")).hasValue("2");
        assertThat(Caller.JSON.readTree(response.body()).at("/error/code").asString())
                .isEqualTo("rate_limit_exceeded");
        assertThat(simulator.served().getFirst().status()).isEqualTo(429);
        assertThat(simulator.served().getFirst().outcome()).isEqualTo(Outcome.FINISHED);
    }

    @Test
    void aStatusMayHaveAnyBody() throws Exception {
        play(new Fault.Status(503, Map.of("content-type", "text/html"), "<h1>down</h1>"));
        HttpResponse<String> response = caller.chatCompletion(Caller.chat("x"));

        assertThat(response.body()).isEqualTo("<h1>down</h1>");
        assertThat(response.headers().allValues("content-type")).containsExactly("text/html");
    }

    @Test
    void aCutBeforeTheHeadLeavesNothing() throws Exception {
        play(new Fault.Cut(null, false));

        assertThatThrownBy(() -> caller.chatCompletion(Caller.chat("x"))).isInstanceOf(IOException.class);
        Caller.eventually(Duration.ofSeconds(1), () -> lastOutcome() == Outcome.CUT);
        assertThat(simulator.served().getLast().status()).isZero();
    }

    @Test
    void aCutAfterThreeChunksLeavesThreeWholeEvents() throws Exception {
        play(new Fault.Cut(3, false));
        String got = untilBroken(caller.open(Caller.streaming("one two three four")));

        assertThat(got.split("\n\n")).hasSize(3);
        assertThat(got).contains(" two").doesNotContain(" three").endsWith("\n\n");
        assertThat(simulator.served().getFirst().chunks()).isEqualTo(3);
        assertThat(simulator.served().getFirst().completionTokens()).isEqualTo(2);
        assertThat(lastOutcome()).isEqualTo(Outcome.CUT);
    }

    @Test
    void aCutInMidEventLeavesABrokenOne() throws Exception {
        play(new Fault.Cut(2, true));
        String got = untilBroken(caller.open(Caller.streaming("one two three four")));

        assertThat(got.split("\n\n")).hasSize(3);
        assertThat(got).doesNotEndWith("\n\n");
    }

    @Test
    void aPlainReplyIsCutInItsMiddle() throws Exception {
        play(new Fault.Cut(1, false));

        assertThat(untilBroken(caller.open(Caller.chat("x"))))
                .startsWith("{\"id\":")
                .doesNotEndWith("}");
        assertThat(lastOutcome()).isEqualTo(Outcome.CUT);
    }

    @Test
    void aCutOverHttp2ResetsTheStreamAndSparesTheConnection() throws Exception {
        try (Caller modern = new Caller(simulator, HttpClient.Version.HTTP_2)) {
            modern.chatCompletion(Caller.chat("upgrade"));
            assertThatThrownBy(() -> modern.chatCompletion(Caller.streaming("one two"), "x-sim-fault", "cut,after=1"))
                    .isInstanceOf(IOException.class);
            assertThat(modern.chatCompletion(Caller.chat("still here")).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void malformedJsonComesInAWellFormedMessage() throws Exception {
        play(new Fault.Malformed(2));
        String plain = caller.chatCompletion(Caller.chat("x")).body();
        String stream = caller.chatCompletion(Caller.streaming("one two")).body();

        assertThatThrownBy(() -> Caller.JSON.readTree(plain)).isInstanceOf(JacksonException.class);
        assertThatThrownBy(() -> Caller.events(stream)).isInstanceOf(JacksonException.class);
        assertThat(stream).endsWith("data: [DONE]\n\n").contains(" two");
    }

    @Test
    void slowIsCorrectButLate() throws Exception {
        play(new Fault.Slow(new Pace(Duration.ofMillis(150), Double.POSITIVE_INFINITY, 0)));
        long before = System.nanoTime();

        assertThat(caller.chatCompletion(Caller.chat("x")).statusCode()).isEqualTo(200);
        assertThat(System.nanoTime() - before).isGreaterThan(145_000_000L);
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpClient.Version.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void aClientThatLeavesASilenceIsNoticedAtOnce(HttpClient.Version version) throws Exception {
        try (Caller leaver = new Caller(simulator, version)) {
            leaver.chatCompletion(Caller.chat("upgrade"));
            CompletableFuture<HttpResponse<String>> pending = leaver.client()
                    .sendAsync(
                            leaver.post("chat/completions", Caller.chat("x"), "x-sim-fault", "silence"),
                            HttpResponse.BodyHandlers.ofString());
            Caller.eventually(Duration.ofSeconds(5), () -> lastOutcome() == Outcome.SILENT);
            pending.cancel(true);

            Caller.eventually(Duration.ofSeconds(1), () -> lastOutcome() == Outcome.CANCELLED_BY_CLIENT);
            assertThat(simulator.served().getLast().ended()).isNotNull();
        }
    }

    @Test
    void aClientThatLeavesAStreamGoneSilentIsNoticedAtOnce() throws Exception {
        InputStream stream = caller.open(Caller.streaming("one two three"), "x-sim-fault", "silence,after=2");
        assertThat(stream.readNBytes(6)).asString(StandardCharsets.UTF_8).isEqualTo("data: ");
        Caller.eventually(Duration.ofSeconds(5), () -> lastOutcome() == Outcome.SILENT);
        stream.close();

        Caller.eventually(Duration.ofSeconds(1), () -> lastOutcome() == Outcome.CANCELLED_BY_CLIENT);
        assertThat(simulator.served().getFirst().chunks()).isEqualTo(2);
        assertThat(simulator.served().getFirst().completionTokens()).isEqualTo(1);
    }

    @Test
    void aClientThatLeavesBeforeTheFirstTokenOrBetweenTokensIsNoticed() throws Exception {
        simulator.script(Script.saying(new Answer.Lorem(1_000)).withPace(new Pace(Duration.ZERO, 20, 0)));
        InputStream stream = caller.open(Caller.streaming("x"));
        stream.readNBytes(10);
        stream.close();
        Caller.eventually(Duration.ofSeconds(1), () -> lastOutcome() == Outcome.CANCELLED_BY_CLIENT);

        CompletableFuture<HttpResponse<String>> pending = caller.client()
                .sendAsync(
                        caller.post("chat/completions", Caller.chat("x"), "x-sim-delay", "1m"),
                        HttpResponse.BodyHandlers.ofString());
        Caller.eventually(Duration.ofSeconds(5), () -> simulator.served().size() == 2);
        pending.cancel(true);
        Caller.eventually(Duration.ofSeconds(1), () -> lastOutcome() == Outcome.CANCELLED_BY_CLIENT);
    }

    @Test
    void twoHundredPacedStreamsAtOnceAllArriveWhole() throws Exception {
        simulator.script(Script.saying(new Answer.Lorem(20)).withPace(new Pace(Duration.ofMillis(20), 200, 0.5)));
        List<CompletableFuture<HttpResponse<String>>> streams = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            streams.add(caller.client()
                    .sendAsync(
                            caller.post("chat/completions", Caller.streaming("x")),
                            HttpResponse.BodyHandlers.ofString()));
        }

        for (CompletableFuture<HttpResponse<String>> stream : streams) {
            assertThat(Caller.events(stream.get(20, TimeUnit.SECONDS).body())).hasSize(23);
        }
        assertThat(simulator.served()).extracting(Served::outcome).containsOnly(Outcome.FINISHED);
    }

    @Test
    void faultsStrikeByNumberAndByModel() throws Exception {
        simulator.script(Script.parse("""
                {"faults": [
                  {"kind": "status", "status": 500, "at": [1, 3]},
                  {"kind": "status", "status": 503, "every": 2, "models": ["weak"]}]}"""));

        assertThat(status("weak")).isEqualTo(500);
        assertThat(status("weak")).isEqualTo(503);
        assertThat(status("strong")).isEqualTo(500);
        assertThat(status("weak")).isEqualTo(200);
        assertThat(status("strong")).isEqualTo(200);
        assertThat(status("weak")).isEqualTo(503);
    }

    @Test
    void headersSelectFaultsUnlessTheScriptForbidsIt() throws Exception {
        HttpResponse<String> limited =
                caller.chatCompletion(Caller.chat("x"), "x-sim-fault", "status=429,retry-after=2");
        HttpResponse<String> unknown = caller.chatCompletion(Caller.chat("x"), "x-sim-fault", "explode");
        simulator.script(Script.parse("{\"headers_select\": false}"));
        HttpResponse<String> ignored = caller.chatCompletion(Caller.chat("x"), "x-sim-fault", "status=429");

        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValue("retry-after")).hasValue("2");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.body()).contains("names no fault", "status=429,retry-after=2");
        assertThat(ignored.statusCode()).isEqualTo(200);
    }

    @Test
    void theSameSeedGivesTheSameFateToEveryOrdinalUnderConcurrency() throws Exception {
        Script script = Script.DEFAULT
                .withSeed(42)
                .withFault(new FaultRule(new Fault.Status(429, Map.of(), null), new Trigger.Chance(0.2)))
                .withFault(new FaultRule(new Fault.Status(500, Map.of(), null), new Trigger.Every(7)));
        Map<Long, Integer> first = fates(script, 8);
        Map<Long, Integer> second = fates(script, 3);
        Map<Long, Integer> other = fates(script.withSeed(43), 8);

        assertThat(first).hasSize(400).isEqualTo(second).isNotEqualTo(other);
        assertThat(first.values().stream().filter(status -> status == 429).count())
                .isBetween(50L, 110L);
        assertThat(first.get(7L)).isNotEqualTo(200);
    }

    private Map<Long, Integer> fates(Script script, int threads) throws Exception {
        simulator.script(script);
        simulator.clear();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            Callable<HttpResponse<String>> call = () -> caller.chatCompletion(Caller.chat("x"));
            pool.invokeAll(Collections.nCopies(400, call));
        }
        return simulator.served().stream()
                .collect(Collectors.toMap(Served::ordinal, Served::status, (a, b) -> a, TreeMap::new));
    }

    private int status(String model) throws Exception {
        return caller.chatCompletion(Caller.chat(model, "x", "")).statusCode();
    }

    private @Nullable Outcome lastOutcome() {
        return simulator.served().isEmpty()
                ? null
                : simulator.served().getLast().outcome();
    }

    private static String untilBroken(InputStream stream) {
        StringBuilder got = new StringBuilder();
        try (stream) {
            for (int b = stream.read(); b >= 0; b = stream.read()) {
                got.append((char) b);
            }
            throw new AssertionError("the stream ended well: " + got);
        } catch (IOException e) {
            return got.toString();
        }
    }
}
