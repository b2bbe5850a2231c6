package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ChatTest {
    private static final String TOOL =
            ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"get_weather\",\"parameters\":{\"name\":\"x\"}}},"
                    + "{\"type\":\"function\",\"function\":{\"name\":\"other\"}}]";

    private Simulator simulator;
    private Caller caller;

    @BeforeEach
    void start() {
        simulator = Simulator.start(SimulatorOptions.defaults().withKeepBodies(true));
        caller = new Caller(simulator);
    }

    @AfterEach
    void stop() {
        caller.close();
        simulator.close();
    }

    @Test
    void aPlainRequestIsEchoedInOpenAisShape() throws Exception {
        HttpResponse<String> response = caller.chatCompletion(Caller.chat("Say \"this\" – ünd 😀\n\u0001"));
        JsonNode body = Caller.JSON.readTree(response.body());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(response.headers().firstValue("x-request-id")).hasValue("req_sim_1");
        assertThat(body.at("/object").asString()).isEqualTo("chat.completion");
        assertThat(body.at("/model").asString()).isEqualTo("sim");
        assertThat(body.at("/choices/0/message/role").asString()).isEqualTo("assistant");
        assertThat(body.at("/choices/0/message/content").asString()).isEqualTo("Say \"this\" – ünd 😀\n\u0001");
        assertThat(body.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
        assertThat(body.at("/usage/total_tokens").asInt())
                .isEqualTo(body.at("/usage/prompt_tokens").asInt()
                        + body.at("/usage/completion_tokens").asInt());
    }

    @Test
    void aStreamHasRoleTokensFinishUsageAndDone() throws Exception {
        HttpResponse<String> response = caller.chatCompletion(Caller.streaming("one two three"));
        List<JsonNode> events = Caller.events(response.body());

        assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream; charset=utf-8");
        assertThat(events).hasSize(6);
        assertThat(events.getFirst().at("/choices/0/delta/role").asString()).isEqualTo("assistant");
        assertThat(text(events)).isEqualTo("one two three");
        assertThat(events.get(4).at("/choices/0/finish_reason").asString()).isEqualTo("stop");
        assertThat(events.get(4).get("usage").isNull()).isTrue();
        assertThat(events.get(5).get("choices")).isEmpty();
        assertThat(events.get(5).at("/usage/completion_tokens").asInt()).isEqualTo(3);
    }

    @Test
    void aStreamThatDoesNotAskForUsageGetsNone() throws Exception {
        String stream = caller.chatCompletion(Caller.chat("sim", "hi", ",\"stream\":true"))
                .body();

        assertThat(Caller.events(stream)).hasSize(3).noneMatch(event -> event.has("usage"));
    }

    @Test
    void usageMayBeGivenAndPutOnTheFinishChunk() throws Exception {
        simulator.script(Script.parse("""
                {"default": {"answer": "Hi.", "usage": {"prompt_tokens": 100, "completion_tokens": 7,
                  "cached_tokens": 64, "reasoning_tokens": 5, "placement": "finish_chunk"}}}"""));
        JsonNode last = Caller.events(
                        caller.chatCompletion(Caller.streaming("x")).body())
                .getLast();

        assertThat(last.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
        assertThat(last.at("/usage/prompt_tokens").asInt()).isEqualTo(100);
        assertThat(last.at("/usage/total_tokens").asInt()).isEqualTo(107);
        assertThat(last.at("/usage/prompt_tokens_details/cached_tokens").asInt())
                .isEqualTo(64);
        assertThat(last.at("/usage/completion_tokens_details/reasoning_tokens").asInt())
                .isEqualTo(5);
    }

    @Test
    void theFirstToolOfferedIsCalledAndItsResultEndsTheLoop() throws Exception {
        simulator.script(Script.saying(new Answer.Tools("{\"city\":\"Bonn\"}", "It rains.")));
        JsonNode choice = caller.answer(Caller.chat("sim", "weather?", TOOL)).at("/choices/0");
        JsonNode done = caller.answer(
                "{\"model\":\"sim\",\"messages\":[{\"role\":\"tool\",\"content\":\"rain\"}]" + TOOL + "}");

        assertThat(choice.at("/finish_reason").asString()).isEqualTo("tool_calls");
        assertThat(choice.at("/message/content").isNull()).isTrue();
        assertThat(choice.at("/message/tool_calls/0/function/name").asString()).isEqualTo("get_weather");
        assertThat(choice.at("/message/tool_calls/0/function/arguments").asString())
                .isEqualTo("{\"city\":\"Bonn\"}");
        assertThat(done.at("/choices/0/message/content").asString()).isEqualTo("It rains.");
    }

    @Test
    void aToolCallStreamsItsArgumentsInPieces() throws Exception {
        simulator.script(Script.saying(new Answer.Tools("{\"city\":\"Bonn\"}", "")));
        List<JsonNode> events =
                Caller.events(caller.chatCompletion(Caller.chat("sim", "weather?", TOOL + ",\"stream\":true"))
                        .body());
        StringBuilder arguments = new StringBuilder();
        events.forEach(event -> arguments.append(
                event.at("/choices/0/delta/tool_calls/0/function/arguments").asString("")));

        assertThat(events.getFirst()
                        .at("/choices/0/delta/tool_calls/0/function/name")
                        .asString())
                .isEqualTo("get_weather");
        assertThat(arguments).hasToString("{\"city\":\"Bonn\"}");
        assertThat(events.getLast().at("/choices/0/finish_reason").asString()).isEqualTo("tool_calls");
    }

    @Test
    void loremHasTheTokensAskedForAndAJsonAnswerIsJson() throws Exception {
        simulator.script(Script.saying(new Answer.Lorem(500)));
        assertThat(caller.answer(Caller.chat("x"))
                        .at("/usage/completion_tokens")
                        .asInt())
                .isEqualTo(500);

        simulator.script(Script.saying(new Answer.Json(null)));
        String content = caller.answer(Caller.chat("a \"b\""))
                .at("/choices/0/message/content")
                .asString();
        assertThat(Caller.JSON.readTree(content).at("/answer").asString()).isEqualTo("a \"b\"");
    }

    @Test
    void aFunctionOfTheRequestSeesItsMessages() throws Exception {
        simulator.script(Script.saying(
                new Answer.Computed(seen -> seen.messages().getFirst().text() + "|" + seen.lastUserMessage())));
        JsonNode answer = caller.answer("{\"messages\":[{\"content\":\"sys\",\"role\":\"system\"},{\"role\":\"user\","
                + "\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"u\"}},"
                + "{\"type\":\"text\",\"text\":\"b\"}]}],\"model\":\"sim\"}");

        assertThat(answer.at("/choices/0/message/content").asString()).isEqualTo("sys|ab");
    }

    @Test
    void aFailingFunctionAnswers500() throws Exception {
        simulator.script(Script.saying(new Answer.Computed(seen -> {
            throw new IllegalStateException("boom");
        })));
        HttpResponse<String> response = caller.chatCompletion(Caller.chat("x"));

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).contains("boom");
    }

    @Test
    void theTokenLimitEndsTheAnswerWithLength() throws Exception {
        JsonNode answer = caller.answer(Caller.chat("sim", "one two three four", ",\"max_tokens\":2"));

        assertThat(answer.at("/choices/0/message/content").asString()).isEqualTo("one two");
        assertThat(answer.at("/choices/0/finish_reason").asString()).isEqualTo("length");
    }

    @Test
    void modelsBehaveByNameAndAreListed() throws Exception {
        simulator.script(Script.parse("""
                {"models": {"small": {"answer": "I am small."}, "org/big": {"answer": "I am big."}}}"""));

        assertThat(caller.answer(Caller.chat("org/big", "x", ""))
                        .at("/choices/0/message/content")
                        .asString())
                .isEqualTo("I am big.");
        assertThat(caller.answer(Caller.chat("x"))
                        .at("/choices/0/message/content")
                        .asString())
                .isEqualTo("x");
        assertThat(Caller.JSON
                        .readTree(caller.get("/v1/models").body())
                        .at("/data/1/id")
                        .asString())
                .isEqualTo("org/big");
        assertThat(caller.get("/v1/models/org%2Fbig").statusCode()).isEqualTo(200);
        assertThat(caller.get("/v1/models/none").statusCode()).isEqualTo(404);
    }

    @Test
    void theClientsDefaultHttp2UpgradeWorksAsWell() throws Exception {
        try (Caller modern = new Caller(simulator, HttpClient.Version.HTTP_2)) {
            assertThat(modern.chatCompletion(Caller.chat("first")).statusCode()).isEqualTo(200);
            HttpResponse<String> second = modern.chatCompletion(Caller.streaming("second one"));
            assertThat(second.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(text(Caller.events(second.body()))).isEqualTo("second one");
        }
    }

    @Test
    void aPacedStreamTakesItsTime() throws Exception {
        simulator.script(Script.saying(new Answer.Lorem(11)).withPace(new Pace(Duration.ofMillis(100), 100, 0.5)));
        long before = System.nanoTime();
        String stream = caller.chatCompletion(Caller.streaming("x")).body();
        long millis = (System.nanoTime() - before) / 1_000_000;

        assertThat(Caller.events(stream)).hasSize(14);
        assertThat(millis).isBetween(150L, 5_000L);
    }

    @Test
    void aVeryLongStreamArrivesWhole() throws Exception {
        simulator.script(Script.saying(new Answer.Lorem(20_000)));

        assertThat(Caller.events(caller.chatCompletion(Caller.streaming("x")).body()))
                .hasSize(20_003);
    }

    @Test
    void whatARealProviderRefusesIsRefused() throws Exception {
        assertRefused("{\"model\":\"sim\",\"messages\":[", "parse the JSON body", 400);
        assertRefused("[]", "JSON object", 400);
        assertRefused("{\"messages\":[]}", "model", 400);
        assertRefused("{\"model\":\"sim\"}", "'messages'", 400);
        assertRefused("{\"model\":\"sim\",\"messages\":[1]}", "messages[0]", 400);
        assertRefused(Caller.chat("sim", "x", ",\"max_tokens\":0"), "max_tokens", 400);
        assertRefused(Caller.chat("sim", "x", ",\"n\":2"), "one choice", 400);
        assertThat(caller.get("/v1/chat/completions").statusCode()).isEqualTo(405);
        assertThat(caller.get("/nothing").body()).contains("/v1/chat/completions");
    }

    private void assertRefused(String body, String saying, int status) throws Exception {
        HttpResponse<String> response = caller.chatCompletion(body);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(Caller.JSON.readTree(response.body()).at("/error/message").asString())
                .contains(saying);
    }

    @Test
    void theLogKnowsWhatWasServed() throws Exception {
        caller.chatCompletion(
                Caller.streaming("one two"),
                "x-request-id",
                "req-1",
                "x-weir-exchange-id",
                "ex-1",
                "x-weir-attempt-id",
                "at-1");
        Served served = simulator.served().getFirst();

        assertThat(served.ordinal()).isEqualTo(1);
        assertThat(served.stream()).isTrue();
        assertThat(served.status()).isEqualTo(200);
        assertThat(served.outcome()).isEqualTo(Outcome.FINISHED);
        assertThat(served.chunks()).isEqualTo(5);
        assertThat(served.completionTokens()).isEqualTo(2);
        assertThat(served.requestId()).isEqualTo("req-1");
        assertThat(served.exchangeId()).isEqualTo("ex-1");
        assertThat(served.attemptId()).isEqualTo("at-1");
        assertThat(served.body()).isEqualTo(Caller.streaming("one two"));
        assertThat(served.bodyHash()).hasSize(16);
    }

    private static String text(List<JsonNode> events) {
        StringBuilder text = new StringBuilder();
        events.forEach(event -> text.append(event.at("/choices/0/delta/content").asString("")));
        return text.toString();
    }
}
