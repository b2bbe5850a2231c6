package dev.weir.tests;

import static dev.weir.tests.Door.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.Weir;
import dev.weir.simulator.Answer;
import dev.weir.simulator.Fault;
import dev.weir.simulator.FaultRule;
import dev.weir.simulator.Outcome;
import dev.weir.simulator.Pace;
import dev.weir.simulator.Script;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorOptions;
import dev.weir.testkit.TestingWeir;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request that is sent again with its idempotency key gets the first answer again, and is paid for once. */
class IdempotencyTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String MESSAGES = "/v1/messages";
    private static final String KEY = "idempotency-key";
    private static final String REPLAYED = "idempotent-replayed";
    private static final String EXCHANGE = "x-weir-exchange-id";
    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final Script SLOW =
            Script.saying(new Answer.Lorem(40)).withPace(new Pace(Duration.ofMillis(200), 200, 0));
    private static final Script ENDLESS =
            Script.saying(new Answer.Lorem(2_000)).withPace(new Pace(Duration.ZERO, 50, 0));

    private static final String CONFIG = """
              claude: {kind: anthropic, base_url: 'SIMULATOR', api_key: secret, allow_private: true}
              cohere: {kind: cohere, base_url: 'SIMULATOR_ROOT/v2', api_key: none, allow_private: true}
            models:
              small: {deployments: [{provider: sim, model: gpt-4o-mini}], retries: {max: 0}, breaker: {failures: 1000}}
              claude: {deployments: [{provider: claude, model: claude-sonnet-4-5}]}
              kept: {cache: {mode: on, sampled: true}, deployments: [{provider: sim, model: gpt-4o-mini}]}
            prices:
              gpt-4o-mini: {input: 1, output: 1}
            idempotency: {max_answer: 64KB}
            files: {keep_free: 1MB}
            """;

    private static TestingWeir weir;
    private static Door door;
    private static int questions;

    private String question = "";
    private String key = "";

    @BeforeAll
    static void start() {
        weir = TestingWeir.start(CONFIG);
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
        key = "key-" + questions;
    }

    private String chat(boolean stream) {
        return chat("small", stream);
    }

    private String chat(String model, boolean stream) {
        return "{\"model\":\"" + model + "\",\"stream\":" + stream + ",\"messages\":[{\"role\":\"user\",\"content\":\""
                + question + "\"}]}";
    }

    private static Door.Reply send(Door at, String path, String body, String key) {
        return at.send("POST", path, body, Map.of(KEY, key));
    }

    private Door.Reply send(String path, String body) {
        return send(door, path, body, key);
    }

    private static long served() {
        return weir.simulator().served().size();
    }

    private static String code(Door.Reply reply) {
        return reply.json().at("/error/code").asString();
    }

    private static void isAgain(Door.Reply again, Door.Reply first) {
        assertThat(again.status()).as(again.text()).isEqualTo(first.status());
        assertThat(again.response().body()).isEqualTo(first.response().body());
        assertThat(first.header(REPLAYED)).isEmpty();
        assertThat(again.header(REPLAYED)).isEqualTo("true");
        assertThat(again.header(EXCHANGE)).isEqualTo(first.header(EXCHANGE));
        assertThat(again.header("content-type")).isEqualTo(first.header("content-type"));
        assertThat(again.header("x-request-id")).isNotEqualTo(first.header("x-request-id"));
    }

    /** Each API, whole and streamed, answered in its own dialect and from another one. */
    private static List<String[]> requests() {
        List<String[]> requests = new ArrayList<>();
        for (String model : List.of("small", "claude")) {
            for (boolean stream : new boolean[] {false, true}) {
                String begin = "{\"model\":\"" + model + "\",\"stream\":" + stream + ",";
                String messages = "\"messages\":[{\"role\":\"user\",\"content\":\"QUESTION\"}]}";
                requests.add(new String[] {CHAT, begin + messages});
                requests.add(new String[] {CHAT, begin + "\"weir\":{}," + messages});
                requests.add(new String[] {MESSAGES, begin + "\"max_tokens\":100," + messages});
                requests.add(new String[] {"/v1/responses", begin + "\"input\":\"QUESTION\"}"});
                requests.add(new String[] {"/v1/completions", begin + "\"prompt\":[\"QUESTION\",\"and another\"]}"});
            }
        }
        requests.add(
                new String[] {"/v1/embeddings", "{\"model\":\"sim/text-embedding-3-small\",\"input\":[\"QUESTION\"]}"});
        requests.add(
                new String[] {"/v1/moderations", "{\"model\":\"sim/omni-moderation-latest\",\"input\":\"QUESTION\"}"});
        requests.add(new String[] {
            "/v1/rerank", "{\"model\":\"cohere/rerank-v3.5\",\"query\":\"QUESTION\",\"documents\":[\"Rome\",\"Tokyo\"]}"
        });
        return requests;
    }

    @ParameterizedTest
    @MethodSource("requests")
    void theFirstAnswerIsGivenAgainByteForByte(String path, String template) {
        String body = template.replace("QUESTION", question);

        Door.Reply first = send(path, body);
        long asked = served();
        Door.Reply again = send(path, body.replace(",", " ,\n "));

        assertThat(first.status()).as(first.text()).isEqualTo(200);
        assertThat(first.header("content-type").startsWith("text/event-stream"))
                .isEqualTo(body.contains("\"stream\":true"));
        isAgain(again, first);
        assertThat(asked).isPositive();
        assertThat(served()).isEqualTo(asked);
        assertThat(send(door, path, body, key + "-other").header(REPLAYED)).isEmpty();
        assertThat(served()).as("another key is another request").isEqualTo(2 * asked);
    }

    @Test
    void aStreamComesAgainEventByEvent() throws Exception {
        Door.Reply first = send(CHAT, chat(true));
        HttpResponse<InputStream> again = open(chat(true), key);
        assertThat(again.headers().firstValue("transfer-encoding")).contains("chunked");
        assertThat(new String(again.body().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(first.text())
                .endsWith("data: [DONE]\n\n");
    }

    @Test
    void whatWasLeftOfItsLimitsIsNotSaidAgain() {
        String made = door.post("/api/keys", "{\"name\": \"" + key + "\", \"limits\": {\"rpm\": 100}}")
                .json()
                .path("key")
                .asString();
        Door limited = door.withKey(made);

        Door.Reply first = send(limited, CHAT, chat(false), key);
        Door.Reply again = send(limited, CHAT, chat(false), key);

        assertThat(first.header("x-ratelimit-remaining-requests")).isEqualTo("99");
        isAgain(again, first);
        assertThat(again.header("x-ratelimit-remaining-requests")).isEmpty();
    }

    @Test
    void aBatchIsMadeOnce() {
        String file = upload(BatchLines.chats(2));
        String order = "{\"input_file_id\":\"" + file
                + "\",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\"}";
        assertThat(send("/v1/batches", order.replace(file, "file-none")).status())
                .as("a refusal keeps no key")
                .isEqualTo(400);
        Door.Reply first = send("/v1/batches", order);
        Door.Reply again = send("/v1/batches", order);

        isAgain(again, first);
        assertThat(first.json().path("id").asString()).startsWith("batch_");
        assertThat(door.get("/v1/batches").json().path("data")).hasSize(1);
        assertThat(send("/v1/batches", order.replace("24h", "48h")).status()).isEqualTo(422);
    }

    private static String upload(String lines) {
        String form = "--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--b\r\n"
                + "Content-Disposition: form-data; name=\"file\"; filename=\"lines.jsonl\"\r\n\r\n" + lines
                + "\r\n--b--\r\n";
        Door.Reply made =
                door.send("POST", "/v1/files", form, Map.of("content-type", "multipart/form-data; boundary=b"));
        assertThat(made.status()).as(made.text()).isEqualTo(200);
        return made.json().path("id").asString();
    }

    @Test
    void itCostsNothingAndIsNoExchange() throws Exception {
        Door.Reply first = send(CHAT, chat(false));
        Eventually.within(
                BOUND,
                "the exchange",
                () -> door.get("/api/exchanges/" + first.header(EXCHANGE)).status() == 200);
        long calls = requests(door);
        send(CHAT, chat(false));
        send(CHAT, chat(false));
        assertThat(requests(door)).isEqualTo(calls);
        assertThat(door.get("/metrics").text())
                .contains("weir_idempotency_requests_total{outcome=\"replayed\"}")
                .contains("weir_idempotency_keys ");
    }

    private static long requests(Door at) {
        return at.get("/api/exchanges?limit=500").json().path("data").size();
    }

    @Test
    void otherParametersAreRefusedInTheWordsOfTheApi() {
        send(CHAT, chat(false));
        Door.Reply other = send(CHAT, chat(true));
        assertThat(other.status()).isEqualTo(422);
        assertThat(code(other)).isEqualTo("idempotency_key_reused");
        assertThat(other.json().at("/error/type").asString()).isEqualTo("invalid_request_error");
        assertThat(other.json().at("/error/param").asString()).isEqualTo(KEY);

        String message = chat(false).replace("{\"model\"", "{\"max_tokens\":9,\"model\"");
        Door.Reply anthropic = send(MESSAGES, message);
        assertThat(anthropic.status()).as("another path is another request").isEqualTo(422);
        assertThat(anthropic.json().path("type").asString()).isEqualTo("error");
        assertThat(anthropic.json().at("/error/type").asString()).isEqualTo("invalid_request_error");
        assertThat(anthropic.json().at("/error/message").asString()).contains("idempotency key belongs to");
        assertThat(door.send("POST", CHAT, chat(false), Map.of(KEY, key, "x-weir-cache", "off"))
                        .status())
                .isEqualTo(422);
        assertThat(door.send("POST", CHAT, chat(false), Map.of(KEY, key, "x-stainless-retry-count", "2"))
                        .status())
                .as("what a client says of its retries is no parameter")
                .isEqualTo(200);
        assertThat(served()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fiftyAtOnceShareOneCall(boolean stream) throws Exception {
        weir.upstream(SLOW);
        List<Door.Reply> replies = atOnce(50, () -> send(CHAT, chat(stream)));

        assertThat(served()).isEqualTo(1);
        assertThat(replies).extracting(Door.Reply::status).containsOnly(200);
        assertThat(replies)
                .extracting(Door.Reply::text)
                .containsOnly(replies.getFirst().text());
        assertThat(replies.getFirst().text()).hasSizeGreaterThan(200);
        assertThat(replies)
                .filteredOn(reply -> reply.header(REPLAYED).isEmpty())
                .hasSize(1);
        assertThat(replies)
                .extracting(reply -> reply.header(EXCHANGE))
                .containsOnly(replies.getFirst().header(EXCHANGE));
    }

    private static List<Door.Reply> atOnce(int count, Callable<Door.Reply> request) throws Exception {
        List<Callable<Door.Reply>> callers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            callers.add(request);
        }
        List<Door.Reply> replies = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Door.Reply> reply : threads.invokeAll(callers)) {
                replies.add(reply.get());
            }
        }
        return replies;
    }

    @Test
    void whileTheFirstIsInProgressOtherParametersAreRefused() throws Exception {
        weir.upstream(ENDLESS);
        HttpResponse<InputStream> first = open(chat(true), key);
        assertThat(send(CHAT, chat(false)).status()).isEqualTo(422);
        first.body().close();
    }

    private static HttpResponse<InputStream> open(String body, String key) {
        HttpResponse<InputStream> response = door.open(CHAT, body, Map.of(KEY, key));
        assertThat(response.statusCode()).isEqualTo(200);
        return response;
    }

    @Test
    void theCallGoesOnForTheSecondWhenTheFirstLeaves() throws Exception {
        weir.upstream(SLOW);
        HttpResponse<InputStream> first = open(chat(true), key);
        HttpResponse<InputStream> second = open(chat(true), key);
        assertThat(header(second, REPLAYED)).isEqualTo("true");
        assertThat(header(second, EXCHANGE)).isEqualTo(header(first, EXCHANGE));
        first.body().close();
        String whole = new String(second.body().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(whole).endsWith("data: [DONE]\n\n");
        assertThat(weir.simulator().served().getFirst().outcome()).isEqualTo(Outcome.FINISHED);
        assertThat(send(CHAT, chat(true)).text()).isEqualTo(whole);
        assertThat(served()).isEqualTo(1);
    }

    @Test
    void whoLeavesAloneEndsTheCallAndItIsNotSentAgain() throws Exception {
        weir.upstream(ENDLESS);
        HttpResponse<InputStream> first = open(chat(true), key);
        assertThat(first.body().read()).isPositive();
        first.body().close();
        Eventually.within(
                BOUND,
                "the cancellation at the provider",
                () -> weir.simulator().served().getFirst().outcome() == Outcome.CANCELLED_BY_CLIENT);
        weir.upstream(Script.DEFAULT);

        Door.Reply again = send(CHAT, chat(true));
        assertThat(again.status()).as(again.text()).isEqualTo(409);
        assertThat(code(again)).isEqualTo("idempotency_answer_not_kept");
        assertThat(again.text()).contains("left before its answer was complete", header(first, EXCHANGE));
        assertThat(again.header("x-should-retry")).isEqualTo("false");
        assertThat(served()).isEqualTo(1);
        assertThat(door.get("/api/exchanges/" + header(first, EXCHANGE))
                        .json()
                        .path("status")
                        .asString())
                .isEqualTo("cancelled");
    }

    @Test
    void whoLeavesAWholeAnswerEndsItToo() throws Exception {
        weir.upstream(Script.DEFAULT.withFault(FaultRule.always(new Fault.Silence(null))));
        byte[] body = chat(false).getBytes(StandardCharsets.UTF_8);
        try (Wire wire = new Wire(weir.weir().port())) {
            wire.write(Wire.head("POST", CHAT, weir.adminKey()) + "Idempotency-Key: " + key
                    + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n");
            wire.write(body);
            Eventually.within(BOUND, "the provider's turn", () -> served() == 1);
        }
        Eventually.within(
                BOUND,
                "the cancellation at the provider",
                () -> weir.simulator().served().getFirst().outcome() == Outcome.CANCELLED_BY_CLIENT);
        weir.upstream(Script.DEFAULT);
        assertThat(code(send(CHAT, chat(false)))).isEqualTo("idempotency_answer_not_kept");
        assertThat(served()).isEqualTo(1);
    }

    @Test
    void afterARestartItIsStillGivenAgain() {
        Door.Reply whole = send(CHAT, chat(false));
        Door.Reply stream = send(door, MESSAGES, message(), key + "-stream");
        weir.restart();
        door = Door.of(weir);
        isAgain(send(CHAT, chat(false)), whole);
        isAgain(send(door, MESSAGES, message(), key + "-stream"), stream);
        assertThat(send(CHAT, chat(true)).status()).isEqualTo(422);
        assertThat(served()).isEqualTo(2);
    }

    private String message() {
        return chat("claude", true).replace("{\"model\"", "{\"max_tokens\":9,\"model\"");
    }

    @Test
    void ofAnotherProjectOrHolderItIsAnotherKey() {
        Door.Reply first = send(CHAT, chat(false));
        door.post("/api/projects", "{\"name\":\"other-" + questions + "\"}");
        Door.Reply elsewhere =
                door.send("POST", CHAT, chat(false), Map.of(KEY, key, "x-weir-project", "other-" + questions));
        String colleague = door.post("/api/keys", "{\"name\":\"colleague\",\"role\":\"developer\"}")
                .json()
                .path("key")
                .asString();
        Door.Reply colleagues = send(door.withKey(colleague), CHAT, chat(false), key);

        assertThat(elsewhere.status()).as(elsewhere.text()).isEqualTo(200);
        assertThat(elsewhere.header(REPLAYED)).isEmpty();
        assertThat(colleagues.header(REPLAYED)).isEmpty();
        assertThat(served()).isEqualTo(3);
        isAgain(send(CHAT, chat(false)), first);
        assertThat(send(door.withKey(colleague), CHAT, chat(false), key).header(EXCHANGE))
                .isEqualTo(colleagues.header(EXCHANGE));
    }

    @Test
    void whatIsRefusedKeepsNothing() {
        assertThat(send(CHAT, "{\"model\":\"small\"}").status()).isEqualTo(400);
        assertThat(send(CHAT, chat("none", false)).status()).isEqualTo(404);
        assertThat(send(CHAT, "{").status()).isEqualTo(400);
        Door.Reply passed = send(CHAT, chat(false));
        assertThat(passed.status()).as(passed.text()).isEqualTo(200);
        assertThat(passed.header(REPLAYED)).isEmpty();
    }

    @Test
    void aProvidersTooManyRequestsKeepsNothing() {
        weir.upstream(Script.DEFAULT.withFault(FaultRule.always(new Fault.Status(429, Map.of(), null))));
        assertThat(send(CHAT, chat(false)).status()).isEqualTo(429);
        weir.upstream(Script.DEFAULT);
        Door.Reply passed = send(CHAT, chat(false));
        assertThat(passed.status()).as(passed.text()).isEqualTo(200);
        assertThat(passed.header(REPLAYED)).isEmpty();
        isAgain(send(CHAT, chat(false)), passed);
    }

    @Test
    void aProvidersFailureIsGivenAgain() {
        weir.upstream(Script.DEFAULT.withFault(FaultRule.always(new Fault.Status(500, Map.of(), null))));
        Door.Reply failed = send(CHAT, chat(false));
        assertThat(failed.status()).isEqualTo(502);
        weir.upstream(Script.DEFAULT);
        Door.Reply again = send(CHAT, chat(false));
        isAgain(again, failed);
        assertThat(again.header("x-should-retry")).isEqualTo("false");
        assertThat(served()).isEqualTo(1);
    }

    @Test
    void aStreamThatBrokeIsGivenAgainAsItBroke() {
        weir.upstream(Script.saying(new Answer.Lorem(60)).withFault(FaultRule.always(new Fault.Cut(40, false))));
        Door.Reply broken = send(CHAT, chat(true));
        assertThat(broken.text()).contains("\"error\"").doesNotContain("[DONE]");
        weir.upstream(Script.DEFAULT);
        isAgain(send(CHAT, chat(true)), broken);
    }

    @Test
    void anAnswerFromTheCacheIsGivenAgain() {
        send(door, CHAT, chat("kept", true), key + "-before");
        Door.Reply hit = send(CHAT, chat("kept", true));
        assertThat(hit.header("x-weir-cache")).isEqualTo("hit");
        door.send("DELETE", "/api/cache?model=kept", null, Map.of());
        isAgain(send(CHAT, chat("kept", true)), hit);
        assertThat(served()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAnswerThatIsTooLargeIsPassedOnWholeAndNotGivenAgain(boolean stream) {
        weir.upstream(Script.saying(new Answer.Lorem(20_000)));
        Door.Reply first = send(CHAT, chat(stream));
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.text()).hasSizeGreaterThan(64 * 1024);
        Door.Reply again = send(CHAT, chat(stream));
        assertThat(again.status()).isEqualTo(409);
        assertThat(code(again)).isEqualTo("idempotency_answer_not_kept");
        assertThat(again.text()).contains("too large");
        assertThat(served()).isEqualTo(1);
    }

    @Test
    void afterADayTheKeyIsNew(@TempDir Path data) throws Exception {
        TurnedClock clock = new TurnedClock(Instant.now());
        try (Simulator simulator = Simulator.start(SimulatorOptions.defaults());
                Weir server = Servers.start(data, Map.of(), """
                        providers: {sim: {kind: openai, base_url: '%s', api_key: none, allow_private: true}}
                        knowledge: {docs: false}
                        """.formatted(simulator.baseUri()), clock)) {
            Door front = new Door(URI.create("http://127.0.0.1:" + server.port()), Servers.ADMIN_KEY);
            String body = chat("sim/gpt-4o-mini", false);
            Door.Reply first = send(front, CHAT, body, key);
            clock.forward(Duration.ofHours(23));
            isAgain(send(front, CHAT, body, key), first);
            clock.forward(Duration.ofHours(1));
            Door.Reply anew = send(front, CHAT, body.replace("Question", "Another question"), key);
            assertThat(anew.status()).as(anew.text()).isEqualTo(200);
            assertThat(anew.header(REPLAYED)).isEmpty();
            assertThat(simulator.served()).hasSize(2);
            assertThat(send(front, CHAT, body, key).status()).isEqualTo(422);
        }
    }

    @Test
    void theRetentionChangesWhileTheServerRuns() {
        Door.Reply first = send(CHAT, chat(false));
        isAgain(send(CHAT, chat(false)), first);
        weir.edit(CONFIG.replace("{max_answer: 64KB}", "{retention: 1ms, max_answer: 64KB}"));
        assertThat(door.get("/api/config/status").json().path("restart_needed")).isEmpty();
        assertThat(send(CHAT, chat(false)).header(REPLAYED)).isEmpty();
        weir.edit(CONFIG);
        assertThat(served()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "EMPTY",
            value = {
                "a space | a b",
                "spaces only | `  `",
                "nothing | EMPTY",
                "an empty string | \"\"",
                "an open string | \"abc",
                "a lone quote | \"",
                "text after a string | \"abc\"d",
                "an unknown escape | \"a\\b\"",
                "a tab | `a\tb`",
                "beyond ASCII | schlüssel",
                "two keys | a, b"
            })
    void aKeyThatIsNoneIsRefused(String what, String value) throws Exception {
        refused(value == null ? "" : value, what);
    }

    @Test
    void aKeyIsBounded() throws Exception {
        refused("k".repeat(256), "256 characters");
        assertThat(raw("k".repeat(255)).status()).isEqualTo(200);
        assertThat(served()).isEqualTo(1);
    }

    private void refused(String value, String what) throws Exception {
        Wire.Reply reply = raw(value);
        assertThat(reply.status()).as(what + ": " + reply.text()).isEqualTo(400);
        assertThat(reply.text()).contains("1 to 255 visible ASCII characters");
        assertThat(served()).isZero();
    }

    private Wire.Reply raw(String value) throws Exception {
        byte[] body = chat(false).getBytes(StandardCharsets.UTF_8);
        try (Wire wire = new Wire(weir.weir().port())) {
            wire.write((Wire.head("POST", CHAT, weir.adminKey()) + "Idempotency-Key: " + value
                            + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            return wire.write(body).read();
        }
    }

    @Test
    void quotesAreNotPartOfTheKey() throws Exception {
        Wire.Reply first = raw(key);
        Wire.Reply again = raw('"' + key + '"');
        assertThat(again.status()).as(again.text()).isEqualTo(200);
        assertThat(again.header(REPLAYED)).isEqualTo("true");
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(served()).isEqualTo(1);
    }

    @Test
    void whatCostsNothingHeedsNoKey() {
        String count = chat("claude", false);
        assertThat(send(MESSAGES + "/count_tokens", count).header(REPLAYED)).isEmpty();
        Door.Reply again = send(MESSAGES + "/count_tokens", count.replace("Question", "Another question"));
        assertThat(again.status()).as(again.text()).isEqualTo(200);
        assertThat(again.header(REPLAYED)).isEmpty();
    }

    @Test
    void withoutAKeyNothingIsKept() {
        Map<String, String> none = new HashMap<>();
        for (int i = 0; i < 2; i++) {
            assertThat(door.send("POST", CHAT, chat(false), none).header(REPLAYED))
                    .isEmpty();
        }
        assertThat(served()).isEqualTo(2);
        assertThat(Objects.requireNonNull(weir.simulator().served().getFirst()).status())
                .isEqualTo(200);
    }
}
