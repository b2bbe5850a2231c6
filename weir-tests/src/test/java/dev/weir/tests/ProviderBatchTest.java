package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.batches.Batch;
import dev.weir.simulator.Fault;
import dev.weir.simulator.FaultRule;
import dev.weir.simulator.Script;
import dev.weir.simulator.Served;
import dev.weir.simulator.SimulatorOptions;
import dev.weir.simulator.Trigger;
import dev.weir.testkit.TestingWeir;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Batches that a provider works off in its own batch API. */
class ProviderBatchTest {
    private static TestingWeir weir;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start("""
                  claude: {kind: anthropic, base_url: 'SIMULATOR', api_key: none, allow_private: true}
                batches: {concurrency: 4, retries: 2, backoff: 10ms, poll: 20ms}
                cache: {mode: on}
                changes: {allow_private: true}
                models:
                  cheap:
                    deployments:
                      - {provider: sim, model: dear}
                      - {provider: sim, model: one, batches: provider}
                  opus:
                    deployments: [{provider: claude, model: one, batches: provider, batch_price: 0.25}]
                  steady: {deployments: [{provider: sim, model: one}]}
                prices: {one: {input: 1, output: 2}, dear: {input: 100, output: 200}}
                """, SimulatorOptions.defaults().withKeepBodies(true));
        client = client();
    }

    private static OpenAIClient client() {
        return OpenAIOkHttpClient.builder()
                .baseUrl(weir.openAiUrl().toString())
                .apiKey(weir.adminKey())
                .maxRetries(0)
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        weir.close();
    }

    @BeforeEach
    void aProviderThatEchoes() {
        weir.upstream(Script.DEFAULT);
        weir.simulator().clear();
    }

    private static String line(String id, String model, String more) {
        return "{\"custom_id\": \"" + id + "\", \"method\": \"POST\", \"url\": \"/v1/chat/completions\", \"body\":"
                + " {\"model\": \"" + model + "\", \"messages\": [{\"role\": \"user\", \"content\": \"say " + id
                + "\"}]"
                + more + "}}\n";
    }

    private static String lines(String model, int count) {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= count; i++) {
            lines.append(line("my id/" + i, model, ", \"max_tokens\": 50, \"unknown_field\": 1.25"));
        }
        return lines.toString()
                .replace(", \"unknown_field\": 1.25", model.equals("opus") ? "" : ", \"unknown_field\": 1.25");
    }

    private String made(String content) {
        return BatchLines.start(client, BatchLines.upload(client, content).id(), "24h")
                .id();
    }

    private Map<String, JsonNode> output(Batch batch) {
        return BatchLines.results(client, batch.outputFileId().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cheap", "opus"})
    void aBatchGoesToItsProviderAndItsResultsComeBack(String model) throws Exception {
        String id = made(lines(model, 20));

        Batch batch = BatchLines.awaitEnd(client, id);

        assertThat(batch.status()).isEqualTo(Batch.Status.COMPLETED);
        assertThat(batch.requestCounts().orElseThrow().completed()).isEqualTo(20);
        Map<String, JsonNode> results = output(batch);
        assertThat(results).hasSize(20);
        assertThat(BatchLines.line(results, "my id/7")
                        .at("/response/body/choices/0/message/content")
                        .asString())
                .isEqualTo("say my id/7");
        assertThat(BatchLines.line(results, "my id/7")
                        .at("/response/body/object")
                        .asString())
                .isEqualTo("chat.completion");
        List<Served> served = weir.simulator().served();
        assertThat(served).hasSize(20).extracting(Served::model).containsOnly("one");
        assertThat(served.getFirst().body())
                .contains(model.equals("cheap") ? "\"unknown_field\":1.25" : "\"max_tokens\":50");
        JsonNode card = Door.of(weir).get("/v1/batches/" + id).json();
        assertThat(card.at("/weir/provider").asString()).isEqualTo(model.equals("cheap") ? "sim" : "claude");
        assertThat(card.at("/weir/provider_batch").asString()).contains("batch_sim_");
        Eventually.within(
                Duration.ofSeconds(10),
                "nothing stays at the provider",
                () -> weir.simulator().fileCount() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cheap", "opus"})
    void requestsAreMeteredAtThePriceOfBatches(String model) throws Exception {
        String since = "/api/exchanges?from=" + Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Batch batch = BatchLines.awaitEnd(client, made(lines(model, 3)));

        JsonNode usage = BatchLines.line(output(batch), "my id/1").at("/response/body/usage");
        BigDecimal share = new BigDecimal(model.equals("cheap") ? "0.5" : "0.25");
        BigDecimal whole = BigDecimal.valueOf(
                usage.path("prompt_tokens").asLong()
                        + 2 * usage.path("completion_tokens").asLong(),
                6);
        Eventually.within(
                Duration.ofSeconds(10),
                "the ledger",
                () -> Door.of(weir).get(since).json().path("data").size() == 3);
        JsonNode exchange = Door.of(weir).get(since).json().path("data").path(0);
        assertThat(new BigDecimal(exchange.path("cost").asString())).isEqualByComparingTo(whole.multiply(share));
        JsonNode trace = Door.of(weir)
                .get("/api/exchanges/" + exchange.path("id").asString())
                .json();
        assertThat(trace.at("/tags/weir.batch").asString()).isEqualTo(batch.id());
        assertThat(trace.path("model").asString()).isEqualTo(model);
        assertThat(trace.at("/attempts/0/price").asString()).contains("in a batch");
        assertThat(trace.path("attempts").size()).isEqualTo(1);
    }

    @Test
    void whatTheProviderCouldNotDoIsInTheErrorFile() throws Exception {
        weir.upstream(Script.DEFAULT.withFault(
                new FaultRule(new Fault.Status(400, Map.of(), null), new Trigger.At(Set.of(2L)))));

        Batch batch = BatchLines.awaitEnd(client, made(lines("cheap", 3)));

        assertThat(batch.requestCounts().orElseThrow().failed()).isEqualTo(1);
        assertThat(output(batch)).hasSize(2);
        JsonNode failed =
                BatchLines.line(BatchLines.results(client, batch.errorFileId().orElseThrow()), "my id/2");
        assertThat(failed.at("/response/status_code").asInt()).isEqualTo(400);
        assertThat(failed.at("/response/body/error/message").asString()).contains("Simulated fault 400");
        assertThat(weir.simulator().served()).as("not asked again").hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cheap", "opus"})
    void cancellingIsPassedOnAndKeepsWhatWasDone(String model) throws Exception {
        weir.simulator().batchesEndAtLook(100_000);
        String id = made(lines(model, 6));
        awaitProvidersBatch(id);

        client.batches().cancel(id);
        Batch batch = BatchLines.awaitEnd(client, id);

        assertThat(batch.status()).isEqualTo(Batch.Status.CANCELLED);
        assertThat(output(batch)).hasSize(3);
    }

    @Test
    void aCancelThatTheProviderFailedAtIsPassedOnAgain() throws Exception {
        weir.simulator().batchesEndAtLook(100_000);
        weir.simulator().failBatchCancels(2);
        String id = made(lines("cheap", 6));
        awaitProvidersBatch(id);

        client.batches().cancel(id);
        Batch batch = BatchLines.awaitEnd(client, id);

        assertThat(batch.status()).isEqualTo(Batch.Status.CANCELLED);
        assertThat(output(batch)).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cheap", "opus"})
    void whereTheWindowEndsTheRestHasExpired(String model) throws Exception {
        weir.simulator().batchesEndAtLook(100_000);
        String file = BatchLines.upload(client, lines(model, 6)).id();

        Batch batch =
                BatchLines.awaitEnd(client, BatchLines.start(client, file, "2s").id());

        assertThat(batch.status()).isEqualTo(Batch.Status.EXPIRED);
        assertThat(output(batch)).hasSize(3);
        Map<String, JsonNode> errors =
                BatchLines.results(client, batch.errorFileId().orElseThrow());
        assertThat(errors.values())
                .hasSize(3)
                .allSatisfy(
                        line -> assertThat(line.at("/error/code").asString()).isEqualTo("batch_expired"));
    }

    @Test
    void theProviderIsAskedAsItIsConfiguredNow() throws Exception {
        weir.simulator().batchesEndAtLook(100_000);
        Door.Reply first = put("/api/providers/turning", turning("127.0.0.1"));
        assertThat(first.status()).as(first.text()).isEqualTo(201);
        assertThat(put(
                                "/api/models/turned",
                                "{\"deployments\": [{\"provider\": \"turning\", \"model\": \"one\", \"batches\":"
                                        + " \"provider\"}]}")
                        .status())
                .isEqualTo(201);
        String id = made(lines("turned", 4));
        awaitProvidersBatch(id);

        Door.Reply second = put("/api/providers/turning", turning("localhost"));
        assertThat(second.status()).as(second.text()).isEqualTo(200);
        weir.simulator().batchesEndAtLook(1);
        Batch batch = BatchLines.awaitEnd(client, id);

        assertThat(batch.status()).isEqualTo(Batch.Status.COMPLETED);
        assertThat(output(batch)).hasSize(4);
    }

    private static String turning(String host) {
        return "{\"kind\": \"openai\", \"base_url\": \""
                + weir.simulator().baseUri().toString().replace("127.0.0.1", host) + "\", \"allow_private\": true}";
    }

    private static Door.Reply put(String path, String body) {
        return Door.of(weir).send("PUT", path, body, Map.of());
    }

    @Test
    void whereItsKeyIsRevokedTheProvidersBatchIsCancelled() throws Exception {
        weir.simulator().batchesEndAtLook(100_000);
        Door admin = Door.of(weir);
        JsonNode key = admin.post("/api/keys", "{\"name\": \"for a batch\", \"role\": \"developer\"}")
                .json();
        OpenAIClient its = OpenAIOkHttpClient.builder()
                .baseUrl(weir.openAiUrl().toString())
                .apiKey(key.path("key").asString())
                .build();
        String id = BatchLines.start(
                        its, BatchLines.upload(its, lines("cheap", 6)).id(), "24h")
                .id();
        its.close();
        awaitProvidersBatch(id);

        assertThat(admin.send("DELETE", "/api/keys/" + key.path("id").asString(), null, Map.of())
                        .status())
                .isBetween(200, 299);
        Batch batch = BatchLines.awaitEnd(client, id);

        assertThat(batch.status()).isEqualTo(Batch.Status.FAILED);
        assertThat(admin.get("/v1/batches/" + id)
                        .json()
                        .at("/errors/data/0/code")
                        .asString())
                .isEqualTo("invalid_api_key");
        assertThat(weir.simulator().served()).as("the half that a cancel keeps").hasSize(3);
    }

    private static void awaitProvidersBatch(String id) throws InterruptedException {
        Eventually.within(
                Duration.ofSeconds(10),
                "the provider's batch",
                () -> !Door.of(weir)
                        .get("/v1/batches/" + id)
                        .json()
                        .at("/weir/provider_batch")
                        .isMissingNode());
    }

    @Test
    void aBatchWhoseMakingWasNotAnsweredIsFoundAndNotMadeTwice() throws Exception {
        weir.simulator().loseBatchAnswers(1);

        Batch batch = BatchLines.awaitEnd(client, made(lines("cheap", 4)));

        assertThat(output(batch)).hasSize(4);
        assertThat(weir.simulator().batchCount()).isEqualTo(1);
        assertThat(weir.simulator().served()).hasSize(4);
    }

    @Test
    void aRestartGoesOnWithTheProvidersBatch() throws Exception {
        weir.simulator().batchesEndAtLook(100_000);
        String id = made(lines("cheap", 4));
        Eventually.within(
                Duration.ofSeconds(10),
                "the provider's batch",
                () -> weir.simulator().batchCount() == 1);

        weir.restart();
        weir.simulator().batchesEndAtLook(1);
        client.close();
        client = client();
        Batch batch = BatchLines.awaitEnd(client, id);

        assertThat(output(batch)).hasSize(4);
        assertThat(weir.simulator().batchCount()).isEqualTo(1);
        assertThat(weir.simulator().served()).hasSize(4);
    }

    @Test
    void whatOnlyWeirCanDoIsDoneByWeir() throws Exception {
        String mixed = line("a", "cheap", "") + line("b", "steady", "");
        String own = line("a", "cheap", ", \"weir\": {\"tags\": {\"a\": \"b\"}}");

        Batch several = BatchLines.awaitEnd(client, made(mixed));
        Batch asked = BatchLines.awaitEnd(client, made(own));
        Batch elsewhere = BatchLines.awaitEnd(client, made(line("a", "steady", "")));

        assertThat(List.of(several, asked, elsewhere))
                .allSatisfy(batch -> assertThat(batch.status()).isEqualTo(Batch.Status.COMPLETED));
        assertThat(weir.simulator().batchCount()).isZero();
        assertThat(Door.of(weir).get("/v1/batches/" + asked.id()).text()).doesNotContain("provider_batch");
    }

    @Test
    void aProviderThatRefusesTheBatchIsNamed() throws Exception {
        try (TestingWeir other = TestingWeir.start("""
                  broken: {kind: openai, base_url: 'SIMULATOR/nothing', api_key: none, allow_private: true}
                batches: {poll: 20ms, backoff: 10ms}
                models: {cheap: {deployments: [{provider: broken, model: one, batches: provider}]}}
                """)) {
            Door door = Door.of(other);
            OpenAIClient asking = OpenAIOkHttpClient.builder()
                    .baseUrl(other.openAiUrl().toString())
                    .apiKey(other.adminKey())
                    .build();
            String file = BatchLines.upload(asking, lines("cheap", 1)).id();
            Batch batch = BatchLines.awaitEnd(
                    asking, BatchLines.start(asking, file, "24h").id());
            asking.close();

            assertThat(batch.status()).isEqualTo(Batch.Status.FAILED);
            assertThat(door.get("/v1/batches/" + batch.id())
                            .json()
                            .at("/errors/data/0/message")
                            .asString())
                    .contains("Provider 'broken' did not take the batch", "404");
        }
    }
}
