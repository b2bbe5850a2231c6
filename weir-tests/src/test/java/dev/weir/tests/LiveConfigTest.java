package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.weir.simulator.Fault;
import dev.weir.simulator.FaultRule;
import dev.weir.simulator.Pace;
import dev.weir.simulator.Script;
import dev.weir.simulator.Trigger;
import dev.weir.testkit.TestingWeir;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The configuration of a running server, changed over the API and in its file. */
class LiveConfigTest {
    private static final String BASE = """
            models:
              small: {deployments: [{provider: sim, model: from-file, rpm: 1000}]}
            changes: {allow_private: true}
            """;
    private static final String OTHER_DEPLOYMENT =
            "{\"deployments\": [{\"provider\": \"sim\", \"model\": \"from-api\"}]}";

    private final TestingWeir weir = TestingWeir.start(BASE);
    private final Door door = Door.of(weir);

    @AfterEach
    void stop() {
        weir.close();
    }

    private Door.Reply put(String path, String body) {
        return door.send("PUT", path, body, Map.of());
    }

    private Door.Reply delete(String path) {
        return door.send("DELETE", path, null, Map.of());
    }

    private String simulated() {
        return "{\"kind\": \"openai\", \"base_url\": \"" + weir.simulator().baseUri() + "\", \"api_key\":"
                + " \"${TESTING_API_KEY}\", \"allow_private\": true}";
    }

    /** The model that the upstream was asked for. */
    private String answerer(String model) {
        Door.Reply reply = chat(model);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json().path("model").asString();
    }

    private Door.Reply chat(String model) {
        return chat(model, "hello");
    }

    private Door.Reply chat(String model, String text) {
        return door.post(
                "/v1/chat/completions",
                "{\"model\": \"" + model + "\", \"messages\": [{\"role\": \"user\", \"content\": \"" + text + "\"}]}");
    }

    private static List<String> names(JsonNode page) {
        return names(page, "data");
    }

    private static List<String> names(JsonNode page, String list) {
        return page.path(list)
                .valueStream()
                .map(entry -> entry.path(entry.has("id") ? "id" : "name").asString())
                .toList();
    }

    @Test
    void aModelSetOverTheApiIsServedAtOnceAndAfterARestart() {
        Door.Reply made = put("/api/models/fresh", OTHER_DEPLOYMENT);
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(answerer("fresh")).isEqualTo("from-api");
        assertThat(put("/api/models/small", OTHER_DEPLOYMENT).status()).isEqualTo(200);
        assertThat(answerer("small")).isEqualTo("from-api");

        weir.restart();
        Door after = Door.of(weir);
        assertThat(names(after.get("/api/models").json())).containsExactly("fresh", "small");
        JsonNode small = after.get("/api/models/small").json();
        assertThat(small.path("source").asString()).isEqualTo("api");
        assertThat(small.path("covers").asBoolean()).isTrue();
        assertThat(small.path("origins").path("deployments[0].model").asString())
                .isEqualTo("api");
        assertThat(small.path("config").path("timeouts").path("first_token").asString())
                .isEqualTo("1m");

        assertThat(after.send("DELETE", "/api/config/changes/models/small", null, Map.of())
                        .status())
                .isEqualTo(204);
        JsonNode again = after.get("/api/models/small").json();
        assertThat(again.path("source").asString()).isEqualTo("file");
        assertThat(again.path("origins").path("deployments[0].model").asString())
                .contains("weir.yaml:");
        assertThat(after.send("DELETE", "/api/models/small", null, Map.of()).status())
                .isEqualTo(204);
        assertThat(names(after.get("/v1/models").json())).contains("fresh").doesNotContain("small");
    }

    @Test
    void openAisClientStreamsOnWhileItsModelAndItsProviderGo() {
        weir.upstream(Script.DEFAULT.withPace(new Pace(Duration.ZERO, 20, 0)));
        assertThat(put("/api/providers/other", simulated()).status()).isEqualTo(201);
        assertThat(put("/api/models/passing", "{\"deployments\": [{\"provider\": \"other\", \"model\": \"m\"}]}")
                        .status())
                .isEqualTo(201);
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(weir.openAiUrl().toString())
                .apiKey(weir.adminKey())
                .build();
        List<String> texts = new ArrayList<>();
        try (StreamResponse<ChatCompletionChunk> stream = client.chat()
                .completions()
                .createStreaming(ChatCompletionCreateParams.builder()
                        .model("passing")
                        .addUserMessage("one two three four five six seven eight nine ten")
                        .build())) {
            Iterator<ChatCompletionChunk> chunks = stream.stream().iterator();
            texts.add(chunks.next().toString());
            assertThat(delete("/api/providers/other").status())
                    .as("a model still needs it")
                    .isEqualTo(409);
            assertThat(delete("/api/models/passing").status()).isEqualTo(204);
            assertThat(delete("/api/providers/other").status()).isEqualTo(204);
            weir.edit(BASE.replace("from-file", "edited"));
            chunks.forEachRemaining(chunk -> texts.add(chunk.toString()));
        } finally {
            client.close();
        }
        assertThat(texts).hasSizeGreaterThan(5).last().asString().contains("stop");
        weir.upstream(Script.DEFAULT);
        assertThat(chat("passing").status()).isEqualTo(404);
        assertThat(chat("other/m").status()).isEqualTo(404);
        assertThat(answerer("small")).isEqualTo("edited");
    }

    private JsonNode traces() {
        return door.get("/api/exchanges").json().path("data");
    }

    @Test
    void anAliasIsAModelsOtherNameEverywhere() throws Exception {
        assertThat(put("/api/aliases/fast", "{\"model\": \"small\"}").status()).isEqualTo(201);
        Door.Reply reply = chat("fast");
        assertThat(reply.json().path("model").asString()).isEqualTo("from-file");
        JsonNode card = door.get("/v1/models/fast").json();
        assertThat(card.path("id").asString()).isEqualTo("fast");
        assertThat(card.path("alias_of").asString()).isEqualTo("small");
        assertThat(names(door.get("/v1/models").json())).contains("fast", "small");
        Eventually.within(Duration.ofSeconds(10), "the trace", () -> !traces().isEmpty());
        assertThat(door.get("/api/exchanges/" + traces().get(0).path("id").asString())
                        .text())
                .contains("\"alias\"", "fast", "small");
        assertThat(door.post(
                                "/api/routes/explain",
                                "{\"model\": \"fast\", \"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]}")
                        .text())
                .contains("from-file");

        assertThat(put("/api/aliases/fast", "{\"model\": \"sim/direct\"}").status())
                .isEqualTo(200);
        assertThat(answerer("fast")).isEqualTo("direct");
        assertThat(delete("/api/models/small").status()).isEqualTo(204);
        assertThat(put("/api/aliases/chain", "{\"model\": \"fast\"}").text()).contains("alias itself");
        assertThat(delete("/api/aliases/fast").status()).isEqualTo(204);
        assertThat(chat("fast").status()).isEqualTo(404);
    }

    @Test
    void secretsAreNeitherKeptNorShown() throws Exception {
        Door.Reply made = put("/api/providers/other", simulated());
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(made.json().path("config").path("api_key").asString()).isEqualTo("${TESTING_API_KEY}");
        assertThat(made.text() + Files.readString(weir.data().resolve("changes/changes.json")))
                .doesNotContain("a-testing-secret");
        assertThat(answerer("other/m")).isEqualTo("m");
        assertThat(put("/api/prices/m", "{\"input\": 1000000, \"output\": 0}").status())
                .isEqualTo(201);
        assertThat(door.post(
                                "/api/routes/explain",
                                "{\"model\": \"other/m\", \"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]}")
                        .text())
                .contains("1000000");
        assertThat(delete("/api/prices/m").status()).isEqualTo(204);
    }

    @Test
    void whoSawAnOlderEntryDoesNotOverwriteANewerOne() {
        String seen = door.get("/api/models/small").header("etag");
        assertThat(seen).startsWith("\"");
        Door.Reply first = door.send("PUT", "/api/models/small", OTHER_DEPLOYMENT, Map.of("if-match", seen));
        assertThat(first.status()).isEqualTo(200);
        Door.Reply second = door.send("PUT", "/api/models/small", OTHER_DEPLOYMENT, Map.of("if-match", seen));
        assertThat(second.status()).isEqualTo(412);
        assertThat(second.json().path("error").path("code").asString()).isEqualTo("precondition_failed");
        assertThat(door.send("DELETE", "/api/models/small", null, Map.of("if-match", seen))
                        .status())
                .isEqualTo(412);
        assertThat(door.send("PUT", "/api/models/small", OTHER_DEPLOYMENT, Map.of("if-none-match", "*"))
                        .status())
                .isEqualTo(412);
        assertThat(door.send("PUT", "/api/models/small", OTHER_DEPLOYMENT, Map.of("if-match", first.header("etag")))
                        .status())
                .isEqualTo(200);
    }

    /** Of all who change what they have seen at the same time, one wins each round, and no change is lost. */
    @Test
    void changesAtTheSameTimeAreMadeOneAfterTheOther() {
        int writers = 6;
        AtomicInteger won = new AtomicInteger();
        Map<Integer, Integer> others = new ConcurrentHashMap<>();
        List<CompletableFuture<Void>> writing = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            int writer = i;
            writing.add(CompletableFuture.runAsync(
                    () -> {
                        for (int round = 0; round < 5; round++) {
                            JsonNode entry = door.get("/api/models/small").json();
                            long weight = entry.path("config")
                                    .path("deployments")
                                    .path(0)
                                    .path("weight")
                                    .asLong();
                            String body = OTHER_DEPLOYMENT.replace(
                                    "\"from-api\"", "\"from-api\", \"weight\": " + (weight + 1));
                            int status = door.send(
                                            "PUT",
                                            "/api/models/small",
                                            body,
                                            Map.of(
                                                    "if-match",
                                                    entry.path("etag").asString()))
                                    .status();
                            if (status == 200) {
                                won.incrementAndGet();
                            } else {
                                others.merge(status, 1, Integer::sum);
                            }
                            assertThat(put("/api/models/own-" + writer, OTHER_DEPLOYMENT)
                                            .status())
                                    .isLessThan(300);
                        }
                    },
                    command -> Thread.ofVirtual().start(command)));
        }
        CompletableFuture<Void> written = CompletableFuture.allOf(writing.toArray(CompletableFuture[]::new));
        while (!written.isDone()) {
            assertThat(chat("small").status()).isEqualTo(200);
        }
        written.join();
        assertThat(others.keySet()).isSubsetOf(412);
        assertThat(door.get("/api/models/small")
                        .json()
                        .path("config")
                        .path("deployments")
                        .path(0)
                        .path("weight")
                        .asInt())
                .isEqualTo(1 + won.get());
        assertThat(names(door.get("/api/models").json()))
                .containsAll(
                        IntStream.range(0, writers).mapToObj(i -> "own-" + i).toList());
    }

    @Test
    void anEditOfTheFileThatTheApiHasCoveredIsAConflictAndABadOneIsRefusedAsAWhole() {
        put("/api/models/small", OTHER_DEPLOYMENT);
        weir.edit(BASE.replace("from-file", "edited") + "traces: {retention: 3d}\n");
        assertThat(answerer("small")).isEqualTo("from-api");
        JsonNode status = door.get("/api/config/status").json();
        assertThat(status.path("state").asString()).isEqualTo("live");
        assertThat(status.path("conflicts").toString()).contains("models.small", "was edited");
        assertThat(status.path("restart_needed").toString()).isEqualTo("[\"traces.retention\"]");

        weir.edit(BASE.replace("rpm: 1000", "rpm: none") + "modles: {}\n");
        JsonNode refused = door.get("/api/config/status").json();
        assertThat(refused.path("state").asString()).isEqualTo("refused");
        assertThat(refused.path("refused").path("problems").toString())
                .contains("models.small.deployments[0].rpm", "modles");
        assertThat(answerer("small")).isEqualTo("from-api");

        weir.edit(BASE);
        assertThat(door.get("/api/config/status").json().path("state").asString())
                .isEqualTo("live");
        delete("/api/config/changes/models/small");
        assertThat(answerer("small")).isEqualTo("from-file");
    }

    @Test
    void whatAChangeNeedsCannotBeTakenFromUnderItAndIsLeftAsideAtAStart() {
        put("/api/providers/other", simulated());
        put("/api/models/leaning", "{\"deployments\": [{\"provider\": \"other\", \"model\": \"m\"}]}");
        put("/api/aliases/lean", "{\"model\": \"small\"}");
        weir.edit("models: {else: {deployments: [{provider: sim, model: m}]}}\n");
        assertThat(door.get("/api/config/status").json().path("refused").toString())
                .contains("aliases.lean");
        assertThat(answerer("lean")).isEqualTo("from-file");

        weir.restart();
        Door after = Door.of(weir);
        JsonNode status = after.get("/api/config/status").json();
        assertThat(status.path("left_aside").toString()).contains("lean", "small");
        assertThat(names(after.get("/v1/models").json()))
                .contains("else", "leaning")
                .doesNotContain("lean");

        weir.edit(BASE);
        assertThat(after.get("/api/config/status").json().path("left_aside")).isEmpty();
        assertThat(names(after.get("/v1/models").json())).contains("lean", "small");
    }

    /** {@code models.small.2.deployments} begins with the path of {@code models.small}, too. */
    @Test
    void anEntryIsNotTakenForAnotherWhoseNameItsOwnBeginsWith() {
        String other = "  other: {kind: openai, base_url: SIMULATOR, api_key: none, allow_private: true}\n";
        String both = BASE.replace("changes:", "  small.2: {deployments: [{provider: sim, model: m}]}\nchanges:");
        weir.edit(other + both);
        List<String> origins = new ArrayList<>();
        door.get("/api/models/small").json().path("origins").forEachEntry((key, at) -> origins.add(key));
        assertThat(origins)
                .containsExactlyInAnyOrder("deployments[0].provider", "deployments[0].model", "deployments[0].rpm");

        put("/api/models/small", OTHER_DEPLOYMENT);
        put("/api/models/small.2", "{\"deployments\": [{\"provider\": \"other\", \"model\": \"m\"}]}");
        weir.edit(both);
        assertThat(door.get("/api/config/status").json().path("state").asString())
                .isEqualTo("refused");
        weir.restart();
        Door after = Door.of(weir);
        assertThat(names(after.get("/api/config/status").json(), "left_aside")).containsExactly("small.2");
        assertThat(after.get("/api/models/small").json().path("source").asString())
                .isEqualTo("api");
    }

    /** What only a kind of provider can tell is found before anything is built, so that a start gets by without it. */
    @Test
    void aChangeThatAsksItsProviderForMoreThanItHasIsLeftAsideAtAStart() {
        String other = "  other: {kind: openai, base_url: SIMULATOR, api_key: none, allow_private: true}\n" + BASE;
        weir.edit(other);
        assertThat(put(
                                "/api/models/batches",
                                "{\"deployments\": [{\"provider\": \"other\", \"model\": \"m\", \"batches\":"
                                        + " \"provider\"}]}")
                        .status())
                .isEqualTo(201);
        weir.edit(other.replace("other: {kind: openai", "other: {kind: gemini"));
        assertThat(door.get("/api/config/status").json().path("refused").toString())
                .contains("models.batches.deployments[0].batches");
        weir.restart();
        Door after = Door.of(weir);
        assertThat(names(after.get("/api/config/status").json(), "left_aside")).containsExactly("batches");
        assertThat(names(after.get("/api/models").json())).containsExactly("small");
    }

    @Test
    void whatStaysKeepsItsCountsAndItsBreakerAndFiguresComeAndGo() {
        weir.edit(BASE.replace("changes:", "cache: {mode: on, sampled: true}\nchanges:"));
        answerer("small");
        String used = "weir_deployment_limit_used{deployment=\"sim/from-file\",limit=\"rpm\",model=\"small\"} 1.0";
        assertThat(door.get("/metrics").text()).contains(used, "weir_breaker_state{");
        put("/api/models/fresh", OTHER_DEPLOYMENT);
        assertThat(door.get("/metrics").text()).contains(used, "deployment=\"sim/from-api\",model=\"fresh\"");
        assertThat(door.get("/api/cache").json().path("answers").asInt()).isEqualTo(1);
        delete("/api/models/fresh");
        assertThat(door.get("/metrics").text()).contains(used).doesNotContain("sim/from-api");

        weir.upstream(Script.DEFAULT.withFault(
                new FaultRule(new Fault.Status(503, Map.of(), null), new Trigger.Always(), Set.of("f"))));
        put(
                "/api/models/fragile",
                "{\"deployments\": [{\"provider\": \"sim\", \"model\": \"f\"}], \"retries\": {\"max\": 0},"
                        + " \"breaker\": {\"failures\": 50}}");
        chat("fragile", "first");
        chat("fragile", "second");
        assertThat(breaker("fragile")).isEqualTo("closed");
        put(
                "/api/models/fragile",
                "{\"deployments\": [{\"provider\": \"sim\", \"model\": \"f\"}], \"retries\": {\"max\": 0},"
                        + " \"breaker\": {\"failures\": 3, \"probe_after\": \"1h\"}}");
        chat("fragile", "third");
        assertThat(breaker("fragile")).isEqualTo("open");
        weir.upstream(Script.DEFAULT);
        put("/api/models/fresh", OTHER_DEPLOYMENT);
        assertThat(breaker("fragile")).isEqualTo("open");
    }

    private String breaker(String model) {
        return door.get("/api/deployments")
                .json()
                .path("data")
                .valueStream()
                .filter(each -> each.path("model").asString().equals(model))
                .findFirst()
                .orElseThrow()
                .path("breaker")
                .asString();
    }

    @Test
    void admissionAndTheCachesPolicyAreLive() {
        weir.edit(BASE + "server: {max_concurrent: 77}\ncache: {mode: on, sampled: true, size: 2MB}\n");
        assertThat(door.get("/api/admission").json().path("configured").asInt()).isEqualTo(77);
        assertThat(chat("small").header("x-weir-cache")).isEqualTo("miss");
        assertThat(chat("small").header("x-weir-cache")).isEqualTo("hit");
        assertThat(door.get("/api/config/status").json().path("restart_needed")).isEmpty();
    }

    @Test
    void onlyAdministratorsOfTheInstallationMayAndTheFileCanForbidIt() {
        String project = door.post("/api/projects", "{\"name\": \"one\"}")
                .json()
                .path("id")
                .asString();
        String projectAdmin = key("admin", project, false);
        String developer = key("developer", project, false);
        for (String key : List.of(projectAdmin, developer)) {
            Door other = door.withKey(key);
            for (String path : List.of("/api/models", "/api/models/small", "/api/config/status", "/api/providers")) {
                assertThat(other.get(path).status()).isEqualTo(403);
            }
            assertThat(other.send("PUT", "/api/models/small", OTHER_DEPLOYMENT, Map.of())
                            .status())
                    .isEqualTo(403);
            assertThat(other.send("DELETE", "/api/providers/sim", null, Map.of())
                            .status())
                    .isEqualTo(403);
        }
        weir.edit(BASE.replace("allow_private: true", "api: false"));
        assertThat(put("/api/models/small", OTHER_DEPLOYMENT)
                        .json()
                        .path("error")
                        .path("hint")
                        .asString())
                .contains("api: false");
        assertThat(answerer("small")).isEqualTo("from-file");
    }

    private String key(String role, String project, boolean all) {
        return door.post(
                        "/api/keys",
                        "{\"name\": \"k-" + role + "\", \"role\": \"" + role + "\", \"project\": \"" + project
                                + "\", \"all_projects\": " + all + "}")
                .json()
                .path("key")
                .asString();
    }
}
