package dev.weir.tests;

import static dev.weir.tests.KeyedWeir.BOUND;
import static dev.weir.tests.KeyedWeir.CHAT;
import static dev.weir.tests.KeyedWeir.CONFIG;
import static dev.weir.tests.KeyedWeir.EXCHANGE;
import static dev.weir.tests.KeyedWeir.KEY;
import static dev.weir.tests.KeyedWeir.MESSAGES;
import static dev.weir.tests.KeyedWeir.REPLAYED;
import static dev.weir.tests.KeyedWeir.code;
import static dev.weir.tests.KeyedWeir.isAgain;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.SimulatorOptions;
import dev.weir.testkit.TestingWeir;
import dev.weir.testkit.TurnedClock;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A request that is sent again with its idempotency key gets the first answer again, and is paid for once. */
class IdempotencyTest {
    @RegisterExtension
    static final KeyedWeir bed = new KeyedWeir();

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
        String body = template.replace("QUESTION", bed.question());

        Door.Reply first = bed.send(path, body);
        long asked = bed.served();
        Door.Reply again = bed.send(path, body.replace(",", " ,\n "));

        assertThat(first.status()).as(first.text()).isEqualTo(200);
        assertThat(first.header("content-type").startsWith("text/event-stream"))
                .isEqualTo(body.contains("\"stream\":true"));
        isAgain(again, first);
        assertThat(asked).isPositive();
        assertThat(bed.served()).isEqualTo(asked);
        assertThat(bed.send(bed.door(), path, body, bed.key() + "-other").header(REPLAYED))
                .isEmpty();
        assertThat(bed.served()).as("another key is another request").isEqualTo(2 * asked);
    }

    @Test
    void aStreamComesAgainEventByEvent() throws Exception {
        Door.Reply first = bed.send(CHAT, bed.chat(true));
        HttpResponse<InputStream> again = bed.open(true);
        assertThat(again.headers().firstValue("transfer-encoding")).contains("chunked");
        assertThat(new String(again.body().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(first.text())
                .endsWith("data: [DONE]\n\n");
    }

    @Test
    void whatWasLeftOfItsLimitsIsNotSaidAgain() {
        String made = bed.door()
                .post("/api/keys", "{\"name\": \"" + bed.key() + "\", \"limits\": {\"rpm\": 100}}")
                .json()
                .path("key")
                .asString();
        Door limited = bed.door().withKey(made);

        Door.Reply first = bed.send(limited, CHAT, bed.chat(false), bed.key());
        Door.Reply again = bed.send(limited, CHAT, bed.chat(false), bed.key());

        assertThat(first.header("x-ratelimit-remaining-requests")).isEqualTo("99");
        isAgain(again, first);
        assertThat(again.header("x-ratelimit-remaining-requests")).isEmpty();
    }

    @Test
    void aBatchIsMadeOnce() {
        String file = upload(BatchLines.chats(2));
        String order = "{\"input_file_id\":\"" + file
                + "\",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\"}";
        assertThat(bed.send("/v1/batches", order.replace(file, "file-none")).status())
                .as("a refusal keeps no key")
                .isEqualTo(400);
        Door.Reply first = bed.send("/v1/batches", order);
        Door.Reply again = bed.send("/v1/batches", order);

        isAgain(again, first);
        assertThat(first.json().path("id").asString()).startsWith("batch_");
        assertThat(bed.door().get("/v1/batches").json().path("data")).hasSize(1);
        assertThat(bed.send("/v1/batches", order.replace("24h", "48h")).status())
                .isEqualTo(422);
    }

    private static String upload(String lines) {
        String form = "--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--b\r\n"
                + "Content-Disposition: form-data; name=\"file\"; filename=\"lines.jsonl\"\r\n\r\n" + lines
                + "\r\n--b--\r\n";
        Door.Reply made =
                bed.door().send("POST", "/v1/files", form, Map.of("content-type", "multipart/form-data; boundary=b"));
        assertThat(made.status()).as(made.text()).isEqualTo(200);
        return made.json().path("id").asString();
    }

    @Test
    void itCostsNothingAndIsNoExchange() throws Exception {
        Door.Reply first = bed.send(CHAT, bed.chat(false));
        Eventually.within(
                BOUND,
                "the exchange",
                () -> bed.door().get("/api/exchanges/" + first.header(EXCHANGE)).status() == 200);
        long calls = requests(bed.door());
        bed.send(CHAT, bed.chat(false));
        bed.send(CHAT, bed.chat(false));
        assertThat(requests(bed.door())).isEqualTo(calls);
        assertThat(bed.door().get("/metrics").text())
                .contains("weir_idempotency_requests_total{outcome=\"replayed\"}")
                .contains("weir_idempotency_keys ");
    }

    private static long requests(Door at) {
        return at.get("/api/exchanges?limit=500").json().path("data").size();
    }

    @Test
    void anAnswerFromTheCacheIsGivenAgain() {
        bed.send(bed.door(), CHAT, bed.chat("kept", true), bed.key() + "-before");
        Door.Reply hit = bed.send(CHAT, bed.chat("kept", true));
        assertThat(hit.header("x-weir-cache")).isEqualTo("hit");
        bed.door().send("DELETE", "/api/cache?model=kept", null, Map.of());
        isAgain(bed.send(CHAT, bed.chat("kept", true)), hit);
        assertThat(bed.served()).isEqualTo(1);
    }

    @Test
    void otherParametersAreRefusedInTheWordsOfTheApi() {
        bed.send(CHAT, bed.chat(false));
        Door.Reply other = bed.send(CHAT, bed.chat(true));
        assertThat(other.status()).isEqualTo(422);
        assertThat(code(other)).isEqualTo("idempotency_key_reused");
        assertThat(other.json().at("/error/type").asString()).isEqualTo("invalid_request_error");
        assertThat(other.json().at("/error/param").asString()).isEqualTo(KEY);

        String message = bed.chat(false).replace("{\"model\"", "{\"max_tokens\":9,\"model\"");
        Door.Reply anthropic = bed.send(MESSAGES, message);
        assertThat(anthropic.status()).as("another path is another request").isEqualTo(422);
        assertThat(anthropic.json().path("type").asString()).isEqualTo("error");
        assertThat(anthropic.json().at("/error/type").asString()).isEqualTo("invalid_request_error");
        assertThat(anthropic.json().at("/error/message").asString()).contains("idempotency key belongs to");
        assertThat(bed.door()
                        .send("POST", CHAT, bed.chat(false), Map.of(KEY, bed.key(), "x-weir-cache", "off"))
                        .status())
                .isEqualTo(422);
        assertThat(bed.door()
                        .send("POST", CHAT, bed.chat(false), Map.of(KEY, bed.key(), "x-stainless-retry-count", "2"))
                        .status())
                .as("what a client says of its retries is no parameter")
                .isEqualTo(200);
        assertThat(bed.served()).isEqualTo(1);
    }

    @Test
    void ofAnotherProjectOrHolderItIsAnotherKey() {
        Door.Reply first = bed.send(CHAT, bed.chat(false));
        bed.door().post("/api/projects", "{\"name\":\"other-" + bed.key() + "\"}");
        Door.Reply elsewhere = bed.door()
                .send("POST", CHAT, bed.chat(false), Map.of(KEY, bed.key(), "x-weir-project", "other-" + bed.key()));
        String colleague = bed.door()
                .post("/api/keys", "{\"name\":\"colleague\",\"role\":\"developer\"}")
                .json()
                .path("key")
                .asString();
        Door.Reply colleagues = bed.send(bed.door().withKey(colleague), CHAT, bed.chat(false), bed.key());

        assertThat(elsewhere.status()).as(elsewhere.text()).isEqualTo(200);
        assertThat(elsewhere.header(REPLAYED)).isEmpty();
        assertThat(colleagues.header(REPLAYED)).isEmpty();
        assertThat(bed.served()).isEqualTo(3);
        isAgain(bed.send(CHAT, bed.chat(false)), first);
        assertThat(bed.send(bed.door().withKey(colleague), CHAT, bed.chat(false), bed.key())
                        .header(EXCHANGE))
                .isEqualTo(colleagues.header(EXCHANGE));
    }

    @Test
    void afterARestartItIsStillGivenAgain() {
        Door.Reply whole = bed.send(CHAT, bed.chat(false));
        Door.Reply stream = bed.send(bed.door(), MESSAGES, bed.message(), bed.key() + "-stream");
        bed.restart();
        isAgain(bed.send(CHAT, bed.chat(false)), whole);
        isAgain(bed.send(bed.door(), MESSAGES, bed.message(), bed.key() + "-stream"), stream);
        assertThat(bed.send(CHAT, bed.chat(true)).status()).isEqualTo(422);
        assertThat(bed.served()).isEqualTo(2);
    }

    @Test
    void afterADayTheKeyIsNew() {
        TurnedClock clock = new TurnedClock(Instant.now());
        try (TestingWeir weir = TestingWeir.start("", SimulatorOptions.defaults(), clock)) {
            Door front = Door.of(weir);
            String body = bed.chat("sim/gpt-4o-mini", false);
            Door.Reply first = bed.send(front, CHAT, body, bed.key());
            clock.forward(Duration.ofHours(23));
            isAgain(bed.send(front, CHAT, body, bed.key()), first);
            clock.forward(Duration.ofHours(1));
            Door.Reply anew = bed.send(front, CHAT, body.replace("Question", "Another question"), bed.key());
            assertThat(anew.status()).as(anew.text()).isEqualTo(200);
            assertThat(anew.header(REPLAYED)).isEmpty();
            assertThat(weir.simulator().served()).hasSize(2);
            assertThat(bed.send(front, CHAT, body, bed.key()).status()).isEqualTo(422);
        }
    }

    @Test
    void theRetentionChangesWhileTheServerRuns() {
        Door.Reply first = bed.send(CHAT, bed.chat(false));
        isAgain(bed.send(CHAT, bed.chat(false)), first);
        bed.weir().edit(CONFIG.replace("{max_answer: 64KB}", "{retention: 1ms, max_answer: 64KB}"));
        assertThat(bed.door().get("/api/config/status").json().path("restart_needed"))
                .isEmpty();
        assertThat(bed.send(CHAT, bed.chat(false)).header(REPLAYED)).isEmpty();
        bed.weir().edit(CONFIG);
        assertThat(bed.served()).isEqualTo(2);
    }
}
