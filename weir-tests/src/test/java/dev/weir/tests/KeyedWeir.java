package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Answer;
import dev.weir.simulator.Pace;
import dev.weir.simulator.Script;
import dev.weir.testkit.TestingWeir;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A Weir that each test asks a question of its own, with an idempotency key of its own. */
final class KeyedWeir implements BeforeEachCallback, AfterAllCallback {
    static final String CHAT = "/v1/chat/completions";
    static final String MESSAGES = "/v1/messages";
    static final String KEY = "idempotency-key";
    static final String REPLAYED = "idempotent-replayed";
    static final String EXCHANGE = "x-weir-exchange-id";
    static final Duration BOUND = Duration.ofSeconds(10);
    static final Script SLOW = Script.saying(new Answer.Lorem(40)).withPace(new Pace(Duration.ofMillis(200), 200, 0));
    static final Script ENDLESS = Script.saying(new Answer.Lorem(2_000)).withPace(new Pace(Duration.ZERO, 50, 0));

    static final String CONFIG = """
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

    private static final AtomicInteger QUESTIONS = new AtomicInteger();

    private final TestingWeir weir = TestingWeir.start(CONFIG);
    private Door door = Door.of(weir);
    private String question = "";
    private String key = "";

    TestingWeir weir() {
        return weir;
    }

    Door door() {
        return door;
    }

    /** The key of this test's question. */
    String key() {
        return key;
    }

    /** Another question with another key, and nothing is served yet. */
    private void next() {
        weir.upstream(Script.DEFAULT);
        weir.simulator().clear();
        int number = QUESTIONS.incrementAndGet();
        question = "Question " + number;
        key = "key-" + number;
    }

    void restart() {
        weir.restart();
        door = Door.of(weir);
    }

    String question() {
        return question;
    }

    String chat(boolean stream) {
        return chat("small", stream);
    }

    String chat(String model, boolean stream) {
        return "{\"model\":\"" + model + "\",\"stream\":" + stream + ",\"messages\":[{\"role\":\"user\",\"content\":\""
                + question + "\"}]}";
    }

    String message() {
        return chat("claude", true).replace("{\"model\"", "{\"max_tokens\":9,\"model\"");
    }

    static Door.Reply send(Door at, String path, String body, String key) {
        return at.send("POST", path, body, Map.of(KEY, key));
    }

    Door.Reply send(String path, String body) {
        return send(door, path, body, key);
    }

    HttpResponse<InputStream> open(boolean stream) {
        HttpResponse<InputStream> response = door.open(CHAT, chat(stream), Map.of(KEY, key));
        assertThat(response.statusCode()).isEqualTo(200);
        return response;
    }

    /** Sends a key as it is, whether it is one or not. */
    Wire.Reply raw(String value) throws IOException {
        try (Wire wire = new Wire(weir.weir().port())) {
            return ask(wire, value).read();
        }
    }

    /** Sends the question by hand, and leaves the answer to come. */
    Wire ask(Wire wire, String value) throws IOException {
        byte[] body = chat(false).getBytes(StandardCharsets.UTF_8);
        wire.write((Wire.head("POST", CHAT, weir.adminKey()) + "Idempotency-Key: " + value
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        return wire.write(body);
    }

    long served() {
        return weir.simulator().served().size();
    }

    static String code(Door.Reply reply) {
        return reply.json().at("/error/code").asString();
    }

    static void isAgain(Door.Reply again, Door.Reply first) {
        assertThat(again.status()).as(again.text()).isEqualTo(first.status());
        assertThat(again.response().body()).isEqualTo(first.response().body());
        assertThat(first.header(REPLAYED)).isEmpty();
        assertThat(again.header(REPLAYED)).isEqualTo("true");
        assertThat(again.header(EXCHANGE)).isEqualTo(first.header(EXCHANGE));
        assertThat(again.header("content-type")).isEqualTo(first.header("content-type"));
        assertThat(again.header("x-request-id")).isNotEqualTo(first.header("x-request-id"));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        next();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        weir.close();
    }
}
