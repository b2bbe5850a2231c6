package dev.weir.tests;

import static dev.weir.tests.BatchLines.chat;
import static dev.weir.tests.BatchLines.chats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.batches.BatchError;
import dev.weir.simulator.Fault;
import dev.weir.simulator.FaultRule;
import dev.weir.simulator.Pace;
import dev.weir.simulator.Script;
import dev.weir.simulator.Served;
import dev.weir.simulator.SimulatorOptions;
import dev.weir.simulator.Trigger;
import dev.weir.testkit.TestingWeir;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Batches through OpenAI's own client. */
class BatchTest {
    private static TestingWeir weir;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start("""
                batches: {concurrency: 4, retries: 2, backoff: 10ms}
                models:
                  steady: {deployments: [{provider: sim, model: gpt-4o-mini}], retries: {max: 0}, breaker: {failures: 1000}}
                """, SimulatorOptions.defaults().withKeepBodies(true));
        client = client(weir.adminKey());
    }

    @AfterAll
    static void stop() {
        client.close();
        weir.close();
    }

    @BeforeEach
    void anUpstreamThatEchoes() {
        weir.simulator().clear();
        weir.upstream(Script.DEFAULT);
    }

    private static OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(weir.openAiUrl().toString())
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private static Batch run(String jsonl) throws InterruptedException {
        String file = BatchLines.upload(client, jsonl).id();
        return BatchLines.awaitEnd(client, BatchLines.start(client, file, "24h").id());
    }

    @Test
    void everyLineIsAnsweredOnce() throws InterruptedException {
        String file = BatchLines.upload(client, chats(40)).id();
        Batch made = client.batches()
                .create(BatchCreateParams.builder()
                        .inputFileId(file)
                        .endpoint(BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
                        .completionWindow(BatchCreateParams.CompletionWindow._24H)
                        .metadata(BatchCreateParams.Metadata.builder()
                                .putAdditionalProperty("job", com.openai.core.JsonValue.from("nightly"))
                                .build())
                        .build());
        Batch batch = BatchLines.awaitEnd(client, made.id());

        assertThat(batch.status()).isEqualTo(Batch.Status.COMPLETED);
        assertThat(batch.requestCounts().orElseThrow().completed()).isEqualTo(40);
        assertThat(batch.requestCounts().orElseThrow().failed()).isZero();
        assertThat(batch.inProgressAt()).isPresent();
        assertThat(batch.finalizingAt()).isPresent();
        assertThat(batch.completedAt()).isPresent();
        assertThat(batch.errorFileId()).isEmpty();
        assertThat(batch.model()).contains("sim/gpt-4o-mini");
        assertThat(batch.expiresAt()).contains(batch.createdAt() + 24 * 3600);
        assertThat(batch.metadata().orElseThrow()._additionalProperties().toString())
                .contains("nightly");
        Map<String, JsonNode> results =
                BatchLines.results(client, batch.outputFileId().orElseThrow());
        assertThat(results).hasSize(40);
        JsonNode line = BatchLines.line(results, "line-17");
        assertThat(line.at("/response/status_code").asInt()).isEqualTo(200);
        assertThat(line.at("/response/body/choices/0/message/content").asString())
                .isEqualTo("say 17");
        assertThat(line.path("error").isNull()).isTrue();
        assertThat(line.path("id").asString()).startsWith("batch_req_");
        assertThat(weir.simulator().served()).hasSize(40);
        long output = weir.simulator().served().stream()
                .mapToLong(Served::completionTokens)
                .sum();
        assertThat(batch.usage().orElseThrow().outputTokens()).isEqualTo(output);
        Door.Reply exchange = Door.of(weir)
                .get("/api/exchanges/" + weir.simulator().served().getFirst().exchangeId());
        assertThat(exchange.json().at("/tags/weir.batch").asString()).isEqualTo(batch.id());
        assertThat(exchange.json().path("status").asString()).isEqualTo("ok");
    }

    @Test
    void whatIsWrongWithAFileIsListedByItsLines() throws InterruptedException {
        Batch batch = run(String.join(
                "\n",
                chat(1),
                chat(1),
                "{\"method\": \"POST\", \"url\": \"/v1/chat/completions\", \"body\": {\"model\": \"m\"}}",
                chat(2).replace("/v1/chat/completions", "/v1/embeddings"),
                chat(3).replace("POST", "GET"),
                chat(4).replace("\"model\": \"sim/gpt-4o-mini\", ", ""),
                chat(5).replace("\"messages\"", "\"stream\": true, \"messages\"")));

        assertThat(batch.status()).isEqualTo(Batch.Status.FAILED);
        assertThat(batch.failedAt()).isPresent();
        List<BatchError> errors = batch.errors().orElseThrow().data().orElseThrow();
        assertThat(errors)
                .extracting(error -> error.line().orElseThrow() + " "
                        + error.code().orElseThrow() + " " + error.param().orElseThrow())
                .containsExactly(
                        "2 duplicate_custom_id custom_id",
                        "3 missing_required_parameter custom_id",
                        "4 url_mismatch url",
                        "5 invalid_method method",
                        "6 missing_required_parameter body.model",
                        "7 invalid_request body.stream");
        assertThat(weir.simulator().served()).isEmpty();
    }

    @Test
    void aFileThatIsNotJsonlIsRefusedWithItsLine() {
        assertThatThrownBy(() -> BatchLines.upload(client, chat(1) + "\n{\"custom_id\": "))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("Line 2 is not JSON");
    }

    @Test
    void linesThatFailAreInTheErrorFile() throws InterruptedException {
        Batch batch = run(String.join(
                "\n", chat(1), chat(2).replace("sim/gpt-4o-mini", "nobody/knows"), chat(3).replace("user", "usher")));

        assertThat(batch.status()).isEqualTo(Batch.Status.COMPLETED);
        assertThat(batch.requestCounts().orElseThrow().completed()).isEqualTo(1);
        assertThat(batch.requestCounts().orElseThrow().failed()).isEqualTo(2);
        assertThat(BatchLines.results(client, batch.outputFileId().orElseThrow()))
                .containsOnlyKeys("line-1");
        Map<String, JsonNode> errors =
                BatchLines.results(client, batch.errorFileId().orElseThrow());
        assertThat(errors).containsOnlyKeys("line-2", "line-3");
        assertThat(BatchLines.line(errors, "line-2").at("/response/status_code").asInt())
                .isEqualTo(404);
        assertThat(BatchLines.line(errors, "line-2")
                        .at("/response/body/error/code")
                        .asString())
                .isEqualTo("model_not_found");
        assertThat(BatchLines.line(errors, "line-3")
                        .at("/response/body/error/param")
                        .asString())
                .isEqualTo("messages[0].role");
    }

    @Test
    void passingFailuresAreTriedAgain() throws InterruptedException {
        weir.upstream(Script.DEFAULT.withFault(
                new FaultRule(new Fault.Status(503, Map.of(), null), new Trigger.At(Set.of(1L, 2L)))));

        Batch batch = run(chat(1).replace("sim/gpt-4o-mini", "steady"));

        assertThat(batch.status()).isEqualTo(Batch.Status.COMPLETED);
        assertThat(batch.requestCounts().orElseThrow().completed()).isEqualTo(1);
        assertThat(weir.simulator().served()).hasSize(3);
    }

    @Test
    void cancellingKeepsWhatWasDone() throws InterruptedException {
        weir.upstream(Script.DEFAULT.withPace(new Pace(Duration.ofMillis(30), 1000, 0)));
        String file = BatchLines.upload(client, chats(400)).id();
        String id = BatchLines.start(client, file, "24h").id();
        Eventually.within(Duration.ofSeconds(20), "some results", () -> completed(id) >= 4);

        Batch cancelling = client.batches().cancel(id);
        Batch batch = BatchLines.awaitEnd(client, id);

        assertThat(cancelling.status().asString()).isIn("cancelling", "cancelled");
        assertThat(batch.status()).isEqualTo(Batch.Status.CANCELLED);
        assertThat(batch.cancellingAt()).isPresent();
        assertThat(batch.cancelledAt()).isPresent();
        long completed = batch.requestCounts().orElseThrow().completed();
        assertThat(completed).isBetween(4L, 300L);
        assertThat(BatchLines.results(client, batch.outputFileId().orElseThrow()))
                .hasSize((int) completed);
        assertThat(weir.simulator().served()).hasSize((int) completed);
        assertThatThrownBy(() -> client.batches().cancel(run(chat(1)).id()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("completed");
    }

    private static long completed(String id) {
        return client.batches().retrieve(id).requestCounts().orElseThrow().completed();
    }

    @Test
    void whatTheWindowLeavesUndoneIsNamed() throws InterruptedException {
        weir.upstream(Script.DEFAULT.withPace(new Pace(Duration.ofMillis(100), 1000, 0)));
        String file = BatchLines.upload(client, chats(200)).id();

        Batch batch =
                BatchLines.awaitEnd(client, BatchLines.start(client, file, "1s").id());

        assertThat(batch.status()).isEqualTo(Batch.Status.EXPIRED);
        assertThat(batch.expiredAt()).isPresent();
        long completed = batch.requestCounts().orElseThrow().completed();
        assertThat(completed).isBetween(1L, 199L);
        assertThat(batch.requestCounts().orElseThrow().failed()).isEqualTo(200 - completed);
        Map<String, JsonNode> errors =
                BatchLines.results(client, batch.errorFileId().orElseThrow());
        assertThat(errors).hasSize((int) (200 - completed));
        assertThat(BatchLines.line(errors, "line-200").at("/error/code").asString())
                .isEqualTo("batch_expired");
        assertThat(BatchLines.line(errors, "line-200").path("response").isNull())
                .isTrue();
    }

    @Test
    void embeddingsComeInBatchesToo() throws InterruptedException {
        String file = BatchLines.upload(client, """
                        {"custom_id": "a", "method": "POST", "url": "/v1/embeddings", "body": {"model": "sim/text-embedding-3-small", "input": "a text"}}
                        """).id();
        Batch made = client.batches()
                .create(BatchCreateParams.builder()
                        .inputFileId(file)
                        .endpoint(BatchCreateParams.Endpoint.V1_EMBEDDINGS)
                        .completionWindow(BatchCreateParams.CompletionWindow._24H)
                        .build());
        Batch batch = BatchLines.awaitEnd(client, made.id());

        JsonNode line =
                BatchLines.line(BatchLines.results(client, batch.outputFileId().orElseThrow()), "a");
        assertThat(line.at("/response/body/data/0/embedding").size()).isPositive();
    }

    @Test
    void ordersThatMakeNoSenseNameTheirField() {
        Door door = Door.of(weir);
        String file = BatchLines.upload(client, chat(1)).id();
        String order =
                "{\"input_file_id\": \"%s\", \"endpoint\": \"/v1/chat/completions\", \"completion_window\": \"24h\"}"
                        .formatted(file);

        assertThat(List.of(
                        refused(door, order.replace(file, "file-none")),
                        refused(door, order.replace("chat/completions", "chats/completions")),
                        refused(door, order.replace("24h", "soon")),
                        refused(door, "{}"),
                        refused(door, order.replace("}", ", \"output_expires_after\": {\"seconds\": 1}}"))))
                .containsExactly(
                        "input_file_id", "endpoint", "completion_window", "input_file_id", "output_expires_after");
        assertThatThrownBy(() -> client.batches().retrieve("batch_none")).isInstanceOf(NotFoundException.class);
    }

    private static String refused(Door door, String order) {
        Door.Reply reply = door.post("/v1/batches", order);
        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        return reply.json().at("/error/param").asString();
    }

    @Test
    void aListHasPages() throws InterruptedException {
        List<String> made =
                List.of(run(chat(1)).id(), run(chat(2)).id(), run(chat(3)).id());

        List<String> listed = client
                .batches()
                .list(com.openai.models.batches.BatchListParams.builder()
                        .limit(2)
                        .build())
                .autoPager()
                .stream()
                .limit(3)
                .map(Batch::id)
                .toList();

        assertThat(listed).containsExactlyElementsOf(made.reversed());
    }

    @Test
    void aRestartGoesOnWhereItStopped() throws InterruptedException {
        weir.upstream(Script.DEFAULT.withPace(new Pace(Duration.ofMillis(20), 1000, 0)));
        String file = BatchLines.upload(client, chats(100)).id();
        String id = BatchLines.start(client, file, "24h").id();
        Eventually.within(Duration.ofSeconds(20), "some results", () -> completed(id) >= 10);

        weir.restart();
        client.close();
        client = client(weir.adminKey());
        Batch batch = BatchLines.awaitEnd(client, id);

        assertThat(batch.requestCounts().orElseThrow().completed()).isEqualTo(100);
        assertThat(BatchLines.results(client, batch.outputFileId().orElseThrow()))
                .hasSize(100);
        assertThat(weir.simulator().served()).hasSize(100);
    }
}
