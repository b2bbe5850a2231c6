package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.batches.Batch;
import dev.weir.simulator.Pace;
import dev.weir.simulator.Script;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Killed in the middle of a batch, Weir goes on where its results end. */
class BatchKillTest {
    private static final int LINES = 300;
    private static final int CONCURRENCY = 8;

    @TempDir
    Path folder;

    @Test
    void noLineThatHasAResultIsAskedAgain() throws Exception {
        Script slow = Script.DEFAULT.withPace(new Pace(Duration.ofMillis(15), 10_000, 0.5));
        try (Simulator simulator = Simulator.start(SimulatorOptions.defaults().withScript(slow))) {
            Path config = ChildConfig.write(
                    folder, simulator, "batches: {concurrency: " + CONCURRENCY + "}\nfiles: {keep_free: 1MB}\n");
            String id = killedWith(config, null, 40);
            killedWith(config, id, 120);
            Map<String, JsonNode> results;
            try (WeirProcess weir = WeirProcess.up(config)) {
                OpenAIClient client = client(weir.awaitReady());
                Batch batch = BatchLines.awaitEnd(client, id);
                assertThat(batch.status()).as(weir.output()).isEqualTo(Batch.Status.COMPLETED);
                assertThat(batch.requestCounts().orElseThrow().completed()).isEqualTo(LINES);
                results = BatchLines.results(client, batch.outputFileId().orElseThrow());
                client.close();
            }
            assertThat(results).hasSize(LINES);
            assertThat(BatchLines.line(results, "line-300")
                            .at("/response/body/choices/0/message/content")
                            .asString())
                    .isEqualTo("say 300");
            assertThat(simulator.served())
                    .as("each kill costs at most what was in progress")
                    .hasSizeBetween(LINES, LINES + 2 * CONCURRENCY);
            assertThat(folder.resolve("data/batches")).isEmptyDirectory();
        }
    }

    @Test
    void theProvidersBatchIsTakenUpAgain() throws Exception {
        try (Simulator simulator = Simulator.start(SimulatorOptions.defaults())) {
            simulator.batchesEndAtLook(100_000);
            Path config = ChildConfig.write(folder, simulator, """
                    batches: {poll: 50ms}
                    files: {keep_free: 1MB}
                    models: {gpt-4o-mini: {deployments: [{provider: sim, model: one, batches: provider}]}}
                    """);
            String id;
            try (WeirProcess weir = WeirProcess.up(config)) {
                OpenAIClient client = client(weir.awaitReady());
                String file = BatchLines.upload(client, BatchLines.chats(20).replace("sim/gpt-4o-mini", "gpt-4o-mini"))
                        .id();
                id = BatchLines.start(client, file, "24h").id();
                Eventually.within(Duration.ofSeconds(30), "the provider's batch", () -> simulator.batchCount() == 1);
                weir.kill();
                client.close();
            }
            simulator.batchesEndAtLook(1);
            try (WeirProcess weir = WeirProcess.up(config)) {
                OpenAIClient client = client(weir.awaitReady());
                Batch batch = BatchLines.awaitEnd(client, id);
                assertThat(batch.status()).as(weir.output()).isEqualTo(Batch.Status.COMPLETED);
                assertThat(BatchLines.results(client, batch.outputFileId().orElseThrow()))
                        .hasSize(20);
                client.close();
            }
            assertThat(simulator.served()).as("made once").hasSize(20);
        }
    }

    /** Kills a Weir when so many lines of the batch have results. */
    private static String killedWith(Path config, @Nullable String known, int results) throws Exception {
        try (WeirProcess weir = WeirProcess.up(config)) {
            OpenAIClient client = client(weir.awaitReady());
            String id = known == null
                    ? BatchLines.start(
                                    client,
                                    BatchLines.upload(client, BatchLines.chats(LINES))
                                            .id(),
                                    "24h")
                            .id()
                    : known;
            Eventually.within(
                    Duration.ofSeconds(60),
                    "some results",
                    () -> client.batches()
                                    .retrieve(id)
                                    .requestCounts()
                                    .orElseThrow()
                                    .completed()
                            >= results);
            weir.kill();
            client.close();
            return id;
        }
    }

    private static OpenAIClient client(URI url) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(url + "/v1")
                .apiKey(WeirProcess.ADMIN_KEY)
                .maxRetries(0)
                .build();
    }
}
