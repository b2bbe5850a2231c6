package dev.weir.tests;

import static dev.weir.tests.Door.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Answer;
import dev.weir.simulator.Behaviour;
import dev.weir.simulator.Fault;
import dev.weir.simulator.FaultRule;
import dev.weir.simulator.Outcome;
import dev.weir.simulator.Pace;
import dev.weir.simulator.Script;
import dev.weir.simulator.UsageNumbers;
import dev.weir.testkit.TestingWeir;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The same request is answered again, or shares the call in flight, and nobody else's is. */
class CacheTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String CHAT = "/v1/chat/completions";
    private static final String MESSAGES = "/v1/messages";
    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final Script SLOW =
            Script.saying(new Answer.Lorem(40)).withPace(new Pace(Duration.ofMillis(200), 40, 0));

    private static TestingWeir weir;
    private static Door door;
    private static int questions;

    private String question = "";

    @BeforeAll
    static void start() {
        weir = TestingWeir.start("""
                  claude: {kind: anthropic, base_url: 'SIMULATOR', api_key: secret, allow_private: true}
                models:
                  kept:
                    cache: {mode: on, charge: 0.5}
                    retries: {max: 0}
                    breaker: {failures: 1000}
                    deployments: [{provider: sim, model: gpt-4o-mini}]
                  claude: {cache: {mode: on}, deployments: [{provider: claude, model: claude-sonnet-4-5}]}
                  drawn: {cache: {mode: on, sampled: true, tools: true}, deployments: [{provider: sim, model: gpt-4o-mini}]}
                  plain: {deployments: [{provider: sim, model: gpt-4o-mini}]}
                  never: {cache: {mode: never}, deployments: [{provider: sim, model: gpt-4o-mini}]}
                  shared: {cache: {mode: on, ttl: 0s}, deployments: [{provider: sim, model: gpt-4o-mini}]}
                  small: {cache: {mode: on}, deployments: [{provider: sim, model: gpt-4o-mini}]}
                  documents: {cache: {mode: on, sampled: true}, deployments: [{provider: weir, model: extractive}]}
                  embed: {cache: {mode: on}, deployments: [{provider: sim, model: text-embedding-3-small}]}
                prices:
                  gpt-4o-mini: {input: 1, output: 1}
                cache: {max_answer: 64KB}
                """);
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
        question = "Question " + ++questions;
    }

    private String chat(String model, boolean stream, String more) {
        return "{\"model\":\"" + model + "\",\"temperature\":0,\"stream\":" + stream
                + (more.isEmpty() ? "" : "," + more)
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + question + "\"}]}";
    }

    private String message(String model, boolean stream) {
        return "{\"model\":\"" + model + "\",\"temperature\":0,\"max_tokens\":100,\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + question + "\"}]}";
    }

    private static String cache(Door.Reply reply) {
        return reply.header("x-weir-cache");
    }

    private static JsonNode exchange(Door.Reply reply) {
        return door.get("/api/exchanges/" + reply.header("x-weir-exchange-id")).json();
    }

    /** The text of an answer of either dialect, streamed or not, and that it is whole. */
    private static String text(Door.Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.header("content-type").startsWith("text/event-stream")
                ? streamed(reply.text())
                : reply.json().at("/choices/0/message/content").asString("")
                        + reply.json().at("/content/0/text").asString("");
    }

    private static String streamed(String events) {
        List<String> data = Arrays.stream(events.split("\n"))
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring("data: ".length()))
                .toList();
        boolean anthropic = data.getLast().contains("message_stop");
        assertThat(anthropic || data.getLast().equals("[DONE]"))
                .as("the end of %s", events)
                .isTrue();
        return data.stream()
                .filter(event -> !event.equals("[DONE]"))
                .map(JSON::readTree)
                .map(event -> event.at("/choices/0/delta/content").asString("")
                        + event.at("/delta/text").asString(""))
                .collect(Collectors.joining());
    }

    private static long served() {
        return weir.simulator().served().size();
    }

    @Test
    void theSameRequestIsAnsweredFromMemoryAndChargedByPolicy() {
        weir.upstream(Script.DEFAULT.withStandard(
                Behaviour.DEFAULT.withUsage(new UsageNumbers(1000, 100, 0, 0, UsageNumbers.Placement.OWN_CHUNK))));
        Door.Reply first = door.post(CHAT, chat("kept", false, "\"weir\":{}"));
        Door.Reply second = door.post(CHAT, chat("kept", false, "\"weir\":{}").replace(",", " ,\n "));
        assertThat(cache(first)).isEqualTo("miss");
        assertThat(cache(second)).isEqualTo("hit");
        assertThat(text(second)).isEqualTo(text(first)).isEqualTo(question);
        assertThat(second.json().path("id")).isEqualTo(first.json().path("id"));
        assertThat(served()).isEqualTo(1);

        assertThat(first.json().at("/weir/cache").asString()).isEqualTo("miss");
        assertThat(first.json().at("/weir/cost").asString()).isEqualTo("0.001100");
        assertThat(second.json().at("/weir/cache").asString()).isEqualTo("hit");
        assertThat(second.json().at("/weir/cost").asString()).isEqualTo("0.000550");

        JsonNode made = exchange(first);
        JsonNode given = exchange(second);
        assertThat(made.at("/cache/outcome").asString()).isEqualTo("miss");
        assertThat(made.path("attempts")).hasSize(1);
        assertThat(given.at("/cache/outcome").asString()).isEqualTo("hit");
        assertThat(given.at("/cache/source").asString())
                .isEqualTo(made.path("id").asString());
        assertThat(given.at("/cache/charge").asString()).isEqualTo("0.000550");
        assertThat(given.path("attempts")).isEmpty();
        assertThat(given.has("cost") && !given.path("cost").isNull()).isFalse();
        assertThat(given.path("deployment").asString()).isEqualTo("sim/gpt-4o-mini");
        assertThat(given.at("/messages/0/text").asString()).isEqualTo(question);
        assertThat(given.path("spans")
                        .valueStream()
                        .map(span -> span.path("name").asString()))
                .contains("cache");
    }

    @ParameterizedTest
    @CsvSource({
        "kept, chat, false, true",
        "kept, chat, true, false",
        "kept, chat, true, true",
        "kept, messages, true, true",
        "kept, messages, false, true",
        "kept, messages, true, false",
        "claude, messages, true, true",
        "claude, messages, false, true",
        "claude, messages, true, false",
        "claude, chat, true, true",
        "claude, chat, true, false",
        "claude, chat, false, true"
    })
    void aStreamAndAWholeAnswerStandForEachOther(String model, String dialect, boolean first, boolean second) {
        String path = dialect.equals("chat") ? CHAT : MESSAGES;
        Door.Reply made = door.post(path, dialect.equals("chat") ? chat(model, first, "") : message(model, first));
        Door.Reply given = door.post(path, dialect.equals("chat") ? chat(model, second, "") : message(model, second));
        assertThat(cache(made)).isEqualTo("miss");
        assertThat(cache(given)).isEqualTo("hit");
        assertThat(text(made)).isEqualTo(question);
        assertThat(text(given)).isEqualTo(question);
        assertThat(served()).isEqualTo(1);
        if (first == second && first) {
            assertThat(given.text()
                            .replaceAll("\"id\":\"msg_ex[^\"]*\"|\"id\":\"chatcmpl-ex[^\"]*\"|\"created\":\\d+", ""))
                    .isEqualTo(made.text()
                            .replaceAll("\"id\":\"msg_ex[^\"]*\"|\"id\":\"chatcmpl-ex[^\"]*\"|\"created\":\\d+", ""));
        }
    }

    @Test
    void whatAnAnswerOfTheOtherShapeWouldLoseKeepsItsShape() {
        door.post(CHAT, chat("kept", false, "\"logprobs\":true"));
        assertThat(cache(door.post(CHAT, chat("kept", true, "\"logprobs\":true"))))
                .isEqualTo("miss");
        assertThat(cache(door.post(CHAT, chat("kept", true, "\"logprobs\":true"))))
                .isEqualTo("hit");
    }

    @Test
    void aUsageEventComesOnlyToThoseWhoAskedForOne() {
        door.post(CHAT, chat("kept", false, ""));
        assertThat(door.post(CHAT, chat("kept", true, "")).text()).doesNotContain("prompt_tokens");
        assertThat(door.post(CHAT, chat("kept", true, "\"stream_options\":{\"include_usage\":true}"))
                        .text())
                .contains("prompt_tokens");
        assertThat(served()).isEqualTo(1);
    }

    @Test
    void onlyWhatThePolicyOrTheRequestAllowsIsServedFromMemory() {
        String sampled = chat("kept", false, "").replace("\"temperature\":0,", "");
        String tools = chat("kept", false, "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]");
        for (String body : List.of(
                sampled,
                sampled.replace("\"stream\"", "\"temperature\":0.7,\"stream\""),
                tools,
                chat("kept", false, "\"store\":true,\"weir\":{\"cache\":\"on\"}"),
                chat("kept", false, "\"weir\":{\"cache\":\"off\"}"),
                chat("plain", false, ""),
                chat("never", false, "\"weir\":{\"cache\":\"on\"}"))) {
            door.post(CHAT, body);
            assertThat(cache(door.post(CHAT, body))).as(body).isEmpty();
        }
        assertThat(served()).isEqualTo(14);
        for (String body : List.of(
                sampled.replace("kept", "drawn"),
                tools.replace("kept", "drawn"),
                chat("plain", false, "\"weir\":{\"cache\":\"on\"}"),
                sampled.replace("\"stream\"", "\"weir\":{\"cache\":\"on\"},\"stream\""))) {
            assertThat(cache(door.post(CHAT, body))).as(body).isEqualTo("miss");
            assertThat(cache(door.post(CHAT, body))).as(body).isEqualTo("hit");
        }
    }

    @Test
    void aRequestOptsOutOrHasItsAnswerMadeAnew() {
        String body = chat("kept", false, "");
        door.post(CHAT, body);
        assertThat(cache(door.send("POST", CHAT, body, Map.of("x-weir-cache", "off"))))
                .isEmpty();
        weir.upstream(Script.saying(new Answer.Fixed("Anew.")));
        assertThat(text(door.post(CHAT, body))).isEqualTo(question);
        Door.Reply anew = door.send("POST", CHAT, body, Map.of("x-weir-cache", "refresh"));
        assertThat(cache(anew)).isEqualTo("miss");
        assertThat(text(anew)).isEqualTo("Anew.");
        assertThat(text(door.post(CHAT, body))).isEqualTo("Anew.");

        Door.Reply wrong = door.send("POST", CHAT, body, Map.of("x-weir-cache", "maybe"));
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.text()).contains("x-weir-cache");
        assertThat(door.post(CHAT, chat("kept", false, "\"weir\":{\"cache\":\"maybe\"}"))
                        .text())
                .contains("weir.cache");
    }

    @Test
    void anotherProjectNeverGetsAnAnswerOfThisOne() {
        String project = "other-" + questions;
        door.post("/api/projects", "{\"name\":\"" + project + "\"}");
        String body = chat("kept", false, "");
        door.post(CHAT, body);
        Door.Reply other = door.send("POST", CHAT, body, Map.of("x-weir-project", project));
        assertThat(cache(other)).isEqualTo("miss");
        assertThat(served()).isEqualTo(2);
        assertThat(door.send("DELETE", "/api/cache?project=" + project, null, Map.of())
                        .json()
                        .path("forgotten")
                        .asInt())
                .isEqualTo(1);
        assertThat(cache(door.post(CHAT, body))).isEqualTo("hit");
    }

    @Test
    void whatDecidesAboutTheAnswerIsInTheKey() {
        door.post(CHAT, chat("kept", false, ""));
        for (String other : List.of(
                chat("kept", false, "\"seed\":1"),
                chat("kept", false, "\"max_tokens\":7"),
                chat("kept", false, "\"user\":\"someone\""),
                chat("drawn", false, ""),
                chat("kept", false, "\"a_field_of_tomorrow\":1"))) {
            assertThat(cache(door.post(CHAT, other))).as(other).isEqualTo("miss");
        }
        assertThat(cache(door.post(CHAT, chat("kept", false, "\"weir\":{\"tags\":{\"team\":\"search\"}}"))))
                .as("a label decides about nothing")
                .isEqualTo("hit");
    }

    @Test
    void answersAreForgottenByModelTagAndPrompt() {
        String tagged =
                chat("kept", false, "\"weir\":{\"tags\":{\"team\":\"" + question + "\",\"prompt\":\"greet@3\"}}");
        for (String filter : List.of(
                "model=kept", "tag=team:" + question, "prompt=greet@3", "prompt=greet", "model=kept&prompt=greet")) {
            assertThat(cache(door.post(CHAT, tagged))).isEqualTo("miss");
            assertThat(cache(door.post(CHAT, tagged))).isEqualTo("hit");
            assertThat(forgotten("model=drawn&tag=team:" + question)).isZero();
            assertThat(forgotten("prompt=greet@4")).isZero();
            assertThat(forgotten(filter.replace(" ", "%20"))).as(filter).isPositive();
        }
        assertThat(door.send("DELETE", "/api/cache?tag=team", null, Map.of()).status())
                .isEqualTo(400);
        assertThat(door.get("/api/cache").json().path("hits").asInt()).isPositive();
        assertThat(door.get("/metrics").text()).contains("weir_cache_requests_total{result=\"hit\"}");
    }

    private static int forgotten(String query) {
        return door.send("DELETE", "/api/cache?" + query.replace(" ", "%20"), null, Map.of())
                .json()
                .path("forgotten")
                .asInt();
    }

    @Test
    void embeddingsAreKept() {
        String body = "{\"model\":\"embed\",\"input\":[\"" + question + "\"]}";
        Door.Reply first = door.post("/v1/embeddings", body);
        Door.Reply second = door.post("/v1/embeddings", body);
        assertThat(cache(second)).isEqualTo("hit");
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(served()).isEqualTo(1);
    }

    @Test
    void aChangeOfTheDocumentsMakesOtherAnswers() throws Exception {
        String base = "notes-" + questions;
        door.post("/api/kb", "{\"name\":\"" + base + "\"}");
        String documents = "/api/kb/" + base + "/documents";
        door.post(
                documents,
                "{\"id\":\"a\",\"title\":\"Gates\",\"text\":\"The old gate opens at seven in the morning.\"}");
        String body = "{\"model\":\"documents\",\"weir\":{\"knowledge\":[\"" + base
                + "\"]},\"messages\":[{\"role\":\"user\",\"content\":\"When does the gate open?\"}]}";
        Eventually.within(
                BOUND,
                "the answer of a settled index",
                () -> cache(door.post(CHAT, body)).equals("hit"));
        Door.Reply before = door.post(CHAT, body);
        assertThat(text(before)).contains("seven");
        assertThat(before.json().at("/weir/citations")).isNotEmpty();
        door.post(
                documents,
                "{\"id\":\"a\",\"title\":\"Gates\",\"text\":\"The old gate opens at nine in the morning.\"}");
        assertThat(text(door.post(CHAT, body))).contains("nine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kept", "shared"})
    void theSameRequestsInFlightShareOneCall(String model) throws Exception {
        weir.upstream(SLOW);
        List<Callable<Door.Reply>> callers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            boolean stream = i % 2 == 0;
            callers.add(() -> door.post(CHAT, chat(model, stream, "\"weir\":{}")));
        }
        List<Door.Reply> replies = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Door.Reply> reply : threads.invokeAll(callers)) {
                replies.add(reply.get());
            }
        }
        assertThat(served()).isEqualTo(1);
        assertThat(replies).extracting(CacheTest::text).containsOnly(text(replies.getFirst()));
        assertThat(text(replies.getFirst())).hasSizeGreaterThan(100);
        assertThat(replies).filteredOn(reply -> cache(reply).equals("miss")).hasSize(1);
        List<JsonNode> exchanges = replies.stream().map(CacheTest::exchange).toList();
        JsonNode leader = exchanges.stream()
                .filter(exchange -> exchange.at("/cache/outcome").asString().equals("miss"))
                .findFirst()
                .orElseThrow();
        assertThat(leader.path("attempts")).hasSize(1);
        assertThat(exchanges).filteredOn(exchange -> exchange != leader).allSatisfy(follower -> {
            assertThat(follower.at("/cache/outcome").asString()).isEqualTo("shared");
            assertThat(follower.at("/cache/source")).isEqualTo(leader.path("id"));
            assertThat(follower.path("attempts")).isEmpty();
            assertThat(follower.path("status").asString()).isEqualTo("ok");
            assertThat(follower.at("/messages/0/text")).isEqualTo(leader.at("/messages/0/text"));
        });
        assertThat(cache(door.post(CHAT, chat(model, false, "")))).isEqualTo(model.equals("kept") ? "hit" : "miss");
    }

    private static HttpResponse<InputStream> open(String body) throws IOException {
        HttpResponse<InputStream> response = door.open(CHAT, body, Map.of());
        assertThat(response.body().read()).isPositive();
        return response;
    }

    @Test
    void theCallGoesOnForTheOthersWhenTheFirstOneLeaves() throws Exception {
        weir.upstream(SLOW);
        HttpResponse<InputStream> leader = open(chat("kept", true, ""));
        HttpResponse<InputStream> follower = open(chat("kept", true, ""));
        assertThat(header(follower, "x-weir-cache")).isEqualTo("shared");
        leader.body().close();
        String rest = new String(follower.body().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(streamed("d" + rest)).hasSizeGreaterThan(100);
        assertThat(weir.simulator().served().getFirst().outcome()).isEqualTo(Outcome.FINISHED);

        String id = header(leader, "x-weir-exchange-id");
        Eventually.within(
                BOUND,
                "the leader's exchange",
                () -> door.get("/api/exchanges/" + id).status() == 200);
        JsonNode exchange = door.get("/api/exchanges/" + id).json();
        assertThat(exchange.path("status").asString()).isEqualTo("cancelled");
        assertThat(exchange.at("/attempts/0/error").isString()).isFalse();
        assertThat(exchange.path("cost").asString()).isNotEqualTo("0.000000");
        assertThat(cache(door.post(CHAT, chat("kept", false, "")))).isEqualTo("hit");
    }

    @Test
    void theCallIsCancelledWhenTheLastOneLeavesAndNothingIsKept() throws Exception {
        weir.upstream(Script.saying(new Answer.Lorem(2000)).withPace(new Pace(Duration.ZERO, 50, 0)));
        HttpResponse<InputStream> leader = open(chat("kept", true, ""));
        HttpResponse<InputStream> follower = open(chat("kept", true, ""));
        leader.body().close();
        follower.body().close();
        Eventually.within(
                BOUND,
                "the cancellation at the provider",
                () -> weir.simulator().served().getFirst().outcome() == Outcome.CANCELLED_BY_CLIENT);
        weir.upstream(Script.DEFAULT);
        Door.Reply next = door.post(CHAT, chat("kept", true, ""));
        assertThat(cache(next)).isEqualTo("miss");
        assertThat(text(next)).isEqualTo(question);
    }

    @Test
    void aFailureIsToldAgainForAMomentAndABrokenStreamIsNotKept() throws Exception {
        weir.upstream(Script.DEFAULT.withFault(FaultRule.always(new Fault.Status(500, Map.of(), null))));
        Door.Reply first = door.post(CHAT, chat("kept", false, ""));
        Door.Reply second = door.post(CHAT, chat("kept", false, ""));
        assertThat(first.status()).isEqualTo(502);
        assertThat(second.status()).isEqualTo(502);
        assertThat(served()).isEqualTo(1);
        assertThat(exchange(second).at("/cache/outcome").asString()).isEqualTo("hit");

        question += " again";
        weir.upstream(Script.saying(new Answer.Lorem(60)).withFault(FaultRule.always(new Fault.Cut(40, false))));
        weir.simulator().clear();
        assertThat(door.post(CHAT, chat("kept", true, "")).text()).contains("\"error\"");
        assertThat(door.post(CHAT, chat("kept", true, "")).text()).contains("\"error\"");
        assertThat(served()).isEqualTo(2);
    }

    @Test
    void anAnswerThatIsTooLargeIsPassedOnWholeAndNotKept() {
        weir.upstream(Script.saying(new Answer.Lorem(3000)));
        Door.Reply first = door.post(CHAT, chat("small", true, ""));
        assertThat(text(first)).hasSizeGreaterThan(5000);
        assertThat(cache(door.post(CHAT, chat("small", true, "")))).isEqualTo("miss");
    }
}
