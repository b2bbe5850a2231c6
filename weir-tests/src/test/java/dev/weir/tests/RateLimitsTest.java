package dev.weir.tests;

import static dev.weir.tests.Tenants.limit;
import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.batches.Batch;
import dev.weir.simulator.Answer;
import dev.weir.simulator.Pace;
import dev.weir.simulator.Script;
import dev.weir.testkit.TestingWeir;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What calls may have by the minute and by the day, through the front door. */
class RateLimitsTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String BODY =
            "{\"model\": \"%s\", \"max_tokens\": 100, \"messages\": [{\"role\": \"user\", \"content\": \"Hello?\"}]%s}";
    private static final String MESSAGE =
            "{\"model\": \"sim/gpt-4o-mini\", \"max_tokens\": 100, \"messages\": [{\"role\": \"user\", \"content\": \"Hello?\"}]%s}";

    private static TestingWeir weir;
    private static Door door;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start("""
                batches: {concurrency: 4, retries: 0, backoff: 10ms}
                models:
                  steady: {deployments: [{provider: sim, model: gpt-4o-mini}]}
                aliases: {nickname: steady}
                """);
        door = Door.of(weir);
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    @BeforeEach
    void quickProvider() {
        weir.simulator().clear();
        weir.upstream(Script.saying(new Answer.Lorem(20)));
    }

    private static Door project() {
        return Tenants.project(door);
    }

    private static Door key(Door as, String limits) {
        return as.with(Tenants.key(as, limits));
    }

    private static Door.Reply chat(Door as) {
        return chat(as, "");
    }

    private static Door.Reply chat(Door as, String more) {
        return as.post(CHAT, BODY.formatted("sim/gpt-4o-mini", more));
    }

    private static Door.Reply chatOf(Door as, String model) {
        return as.post(CHAT, BODY.formatted(model, ""));
    }

    private static JsonNode used(Door as) {
        JsonNode rows = as.get("/api/usage?group_by=key").json().path("data");
        return rows.path(0);
    }

    // How answers say it.

    @Test
    void everyAnswerTellsWhatIsLeft() {
        Door key = key(project(), "{\"rpm\": 3, \"tpm\": 1000}");

        Door.Reply first = chat(key);
        assertThat(first.status()).as(first.text()).isEqualTo(200);
        assertThat(first.header("x-ratelimit-limit-requests")).isEqualTo("3");
        assertThat(first.header("x-ratelimit-remaining-requests")).isEqualTo("2");
        assertThat(first.header("x-ratelimit-reset-requests")).isEqualTo("1m1s");
        assertThat(first.header("x-ratelimit-limit-tokens")).isEqualTo("1000");
        long reserved = 1_000 - Long.parseLong(first.header("x-ratelimit-remaining-tokens"));
        assertThat(reserved).isBetween(101L, 140L);

        Door.Reply stream = chat(key, ", \"stream\": true");
        assertThat(stream.header("x-ratelimit-remaining-requests")).isEqualTo("1");
        assertThat(1_000 - Long.parseLong(stream.header("x-ratelimit-remaining-tokens")))
                .as("the first call is settled to what it used")
                .isLessThan(2 * reserved - 40);

        assertThat(chatOf(key, "no-such-model").header("x-ratelimit-remaining-requests"))
                .isEqualTo("0");
    }

    @Test
    void aRefusalNamesScopeAndLimitAndWhenToComeBack() {
        Door key = key(project(), "{\"rpm\": 1}");
        chat(key);

        Door.Reply refused = chat(key);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.json().at("/error/code").asString()).isEqualTo("rate_limit_exceeded");
        assertThat(refused.json().at("/error/message").asString())
                .contains("the key 'n")
                .contains("1 requests a minute (rpm)");
        assertThat(Integer.parseInt(refused.header("retry-after"))).isBetween(50, 61);
        assertThat(refused.header("x-ratelimit-remaining-requests")).isEqualTo("0");
        assertThat(refused.header("x-weir-exchange-id")).isEmpty();
        assertThat(used(key).path("requests").asLong()).isEqualTo(1);
    }

    @Test
    void anthropicsCallersAreToldInTheirWords() {
        Door key = key(project(), "{\"rpm\": 1, \"tpm\": 5000}");

        Door.Reply answered = key.post("/v1/messages", MESSAGE.formatted(""));
        assertThat(answered.status()).as(answered.text()).isEqualTo(200);
        assertThat(answered.header("anthropic-ratelimit-requests-limit")).isEqualTo("1");
        assertThat(answered.header("anthropic-ratelimit-requests-remaining")).isEqualTo("0");
        assertThat(answered.header("anthropic-ratelimit-requests-reset")).matches("\\d{4}-.*T.*Z");
        assertThat(answered.header("anthropic-ratelimit-tokens-limit")).isEqualTo("5000");

        Door.Reply refused = key.post("/v1/messages", MESSAGE.formatted(""));
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.json().at("/error/type").asString()).isEqualTo("rate_limit_error");
        assertThat(refused.header("retry-after")).isNotEmpty();
        assertThat(refused.header("anthropic-ratelimit-requests-remaining")).isEqualTo("0");
    }

    @Test
    void otherRoutesAreHeldToTheSameLimits() {
        Door key = key(project(), "{\"rpm\": 4}");
        assertThat(key.post("/v1/embeddings", "{\"model\": \"weir/embed\", \"input\": \"a\"}")
                        .header("x-ratelimit-remaining-requests"))
                .isEqualTo("3");
        assertThat(key.post("/v1/responses", "{\"model\": \"sim/gpt-4o-mini\", \"input\": \"Hello?\"}")
                        .header("x-ratelimit-remaining-requests"))
                .isEqualTo("2");
        assertThat(key.post("/v1/completions", "{\"model\": \"sim/gpt-4o-mini\", \"prompt\": [\"a\", \"b\"]}")
                        .header("x-ratelimit-remaining-requests"))
                .isEqualTo("1");
        assertThat(chat(key).status()).isEqualTo(429);
    }

    @Test
    void aPromptOfALegacyStreamThatALimitStopsEndsTheStream() {
        Door key = key(project(), "{\"rpm\": 1}");

        Door.Reply reply = key.post(
                "/v1/completions", "{\"model\": \"sim/gpt-4o-mini\", \"prompt\": [\"a\", \"b\"], \"stream\": true}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).contains("rate_limit_exceeded").doesNotContain("[DONE]");
    }

    @Test
    void aCallWithoutLimitsHasNoSuchHeaders() {
        assertThat(chat(project()).header("x-ratelimit-limit-requests")).isEmpty();
    }

    @Test
    void aCallThatCanNeverPassIsToldSo() {
        Door key = key(project(), "{\"tpm\": 50}");

        Door.Reply refused = chat(key);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("retry-after")).isEmpty();
        assertThat(refused.text())
                .contains("may ever have: 50 tokens a minute (tpm)")
                .contains("max_tokens");
    }

    // Scopes.

    @Test
    void eachUserHasWhatTheStarSaysForItself() {
        Door admin = project();
        limit(admin, "user", "*", "{\"rpm\": 2}");
        limit(admin, "user", "vip", "{\"rpm\": 3}");

        for (String user : List.of("ann", "bob")) {
            assertThat(chat(admin, ", \"user\": \"" + user + "\"").status()).isEqualTo(200);
            assertThat(admin.send("POST", CHAT, BODY.formatted("sim/gpt-4o-mini", ""), Map.of("x-weir-user", user))
                            .status())
                    .isEqualTo(200);
            Door.Reply refused =
                    admin.post("/v1/messages", MESSAGE.formatted(", \"metadata\": {\"user_id\": \"" + user + "\"}"));
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.text()).contains("the user '" + user + "'");
        }
        assertThat(chat(admin, ", \"safety_identifier\": \"vip\"").header("x-ratelimit-remaining-requests"))
                .isEqualTo("2");
        assertThat(chat(admin).header("x-ratelimit-remaining-requests"))
                .as("a call for nobody has no user's limit")
                .isEmpty();
    }

    @Test
    void aModelsLimitHoldsUnderItsAliasesToo() {
        Door admin = project();
        limit(admin, "model", "steady", "{\"rpm\": 2}");

        assertThat(chatOf(admin, "steady").status()).isEqualTo(200);
        assertThat(chatOf(admin, "nickname").status()).isEqualTo(200);
        assertThat(chatOf(admin, "nickname").text()).contains("the model 'steady'");
        assertThat(chat(admin).status()).isEqualTo(200);
    }

    @Test
    void modelsWithASlashAndTagsHaveLimits() {
        Door admin = project();
        limit(admin, "model", "sim%2Fgpt-4o-mini", "{\"rpm\": 3}");
        limit(admin, "tag", "team%3Dsearch", "{\"rpm\": 1}");
        String tagged = ", \"weir\": {\"tags\": {\"team\": \"search\", \"other\": \"x\"}}";

        assertThat(chat(admin, tagged).header("x-ratelimit-remaining-requests")).isEqualTo("0");
        assertThat(chat(admin, tagged).text()).contains("the tag 'team=search'");
        assertThat(chat(admin).header("x-ratelimit-remaining-requests"))
                .as("the refused call took nothing from the model")
                .isEqualTo("1");
    }

    @Test
    void keysOfAProjectShareItsLimit() {
        Door admin = project();
        String id = admin.get("/api/me").json().at("/project/id").asString();
        limit(door, "project", id, "{\"rpm\": 2}");
        Door other = key(admin, "{\"rpm\": 100}");

        assertThat(chat(admin).status()).isEqualTo(200);
        assertThat(chat(other).header("x-ratelimit-limit-requests")).isEqualTo("2");
        assertThat(chat(other).text()).contains("the project");
        assertThat(chat(project()).status()).isEqualTo(200);
    }

    @Test
    void anotherProjectsLimitsAreNotSeenAndDoNotHold() {
        Door one = project();
        Door two = project();
        limit(one, "user", "*", "{\"rpm\": 1}");
        limit(one, "model", "steady", "{\"rpm\": 1}");

        assertThat(two.get("/api/limits").json().path("data")).isEmpty();
        assertThat(two.send("DELETE", "/api/limits/model/steady", null, Map.of())
                        .status())
                .isEqualTo(404);
        for (int i = 0; i < 3; i++) {
            assertThat(chat(two, ", \"user\": \"ann\"").status()).isEqualTo(200);
            assertThat(chatOf(two, "steady").status()).isEqualTo(200);
        }
        assertThat(chatOf(one, "steady").status()).isEqualTo(200);
        assertThat(chatOf(one, "steady").status()).isEqualTo(429);
    }

    @Test
    void aUsersNameInAHeaderIsNotTooLong() {
        Door.Reply reply = project()
                .send("POST", CHAT, BODY.formatted("sim/gpt-4o-mini", ""), Map.of("x-weir-user", "x".repeat(300)));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text()).contains("x-weir-user");
    }

    @Test
    void callsInProgressOfAModelAreBoundedAndFreedWhenTheClientLeaves() throws Exception {
        weir.upstream(Script.saying(new Answer.Lorem(2_000)).withPace(new Pace(Duration.ZERO, 50, 0)));
        Door admin = project();
        limit(admin, "model", "steady", "{\"concurrency\": 1}");
        CompletableFuture<HttpResponse<String>> slow = Door.client()
                .sendAsync(
                        admin.request("POST", CHAT, BODY.formatted("steady", ", \"stream\": true"), Map.of()),
                        BodyHandlers.ofString());
        Eventually.within(
                Duration.ofSeconds(10),
                "the call in progress",
                () -> !weir.simulator().served().isEmpty());

        Door.Reply refused = chatOf(admin, "steady");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text()).contains("1 calls in progress at once (concurrency)");

        slow.cancel(true);
        weir.upstream(Script.saying(new Answer.Lorem(20)));
        Eventually.within(
                Duration.ofSeconds(10), "room", () -> chatOf(admin, "steady").status() == 200);
    }

    @Test
    void aStreamThatIsLeftGivesBackWhatItDidNotUse() throws Exception {
        weir.upstream(Script.saying(new Answer.Lorem(5_000)).withPace(new Pace(Duration.ZERO, 50, 0)));
        Door key = key(project(), "{\"tpm\": 10000}");
        String greedy = BODY.formatted("sim/gpt-4o-mini", ", \"stream\": true").replace("100", "9000");
        CompletableFuture<HttpResponse<String>> slow =
                Door.client().sendAsync(key.request("POST", CHAT, greedy, Map.of()), BodyHandlers.ofString());
        Eventually.within(
                Duration.ofSeconds(10),
                "the call in progress",
                () -> !weir.simulator().served().isEmpty());
        assertThat(key.post(CHAT, greedy).status()).isEqualTo(429);

        slow.cancel(true);
        weir.upstream(Script.saying(new Answer.Lorem(20)));

        Eventually.within(
                Duration.ofSeconds(10),
                "room again",
                () -> key.post(CHAT, greedy).status() == 200);
    }

    // Crowds.

    @Test
    void ofAThousandCallsAtOnceWithAbortsExactlyAHundredPass() throws Exception {
        Door key = key(project(), "{\"rpm\": 100}");
        Map<Integer, Integer> statuses = crowd(key, 1_000, 300);

        assertThat(statuses.getOrDefault(200, 0)).isLessThanOrEqualTo(100);
        assertThat(statuses.getOrDefault(429, 0)).isGreaterThanOrEqualTo(500);
        assertThat(statuses.keySet()).isSubsetOf(200, 429, 0);
        assertThat(chat(key).status()).isEqualTo(429);
        Eventually.within(
                Duration.ofSeconds(20),
                "a hundred exchanges",
                () -> used(key).path("requests").asLong() == 100);
        assertThat(weir.simulator().served()).hasSizeLessThanOrEqualTo(100);
    }

    @Test
    void ofAThousandCallsAtOnceNoTokenTooManyIsUsed() throws Exception {
        Door key = key(project(), "{\"tpm\": 5000}");
        crowd(key, 1_000, 200);

        Door.Reply last = chat(key);
        while (last.status() == 200) {
            last = chat(key);
        }
        assertThat(last.status()).isEqualTo(429);
        long left = Long.parseLong(last.header("x-ratelimit-remaining-tokens"));
        assertThat(left).isLessThan(140);
        Eventually.within(
                Duration.ofSeconds(20),
                "all that was used",
                () -> used(key).path("input_tokens").asLong()
                                + used(key).path("output_tokens").asLong()
                        == 5_000 - left);
    }

    /** Statuses by how often they came; 0 for those that were aborted. */
    private static Map<Integer, Integer> crowd(Door as, int calls, int aborted) throws Exception {
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            all.add(Door.client()
                    .sendAsync(
                            as.request("POST", CHAT, BODY.formatted("sim/gpt-4o-mini", ""), Map.of()),
                            BodyHandlers.ofString()));
            if (i % (calls / aborted) == 0) {
                CompletableFuture<HttpResponse<String>> call = all.getLast();
                CompletableFuture.delayedExecutor(ThreadLocalRandom.current().nextInt(200), TimeUnit.MILLISECONDS)
                        .execute(() -> call.cancel(true));
            }
        }
        Map<Integer, Integer> statuses = new java.util.TreeMap<>();
        for (CompletableFuture<HttpResponse<String>> call : all) {
            int status = call.handle((response, failure) -> failure == null ? response.statusCode() : 0)
                    .get(60, TimeUnit.SECONDS);
            statuses.merge(status, 1, Integer::sum);
        }
        return statuses;
    }

    // Days, restarts, batches.

    @Test
    void theBytesOfALongPromptStandForItsTokensWhereThereIsRoom() {
        Door key = key(project(), "{\"tpm\": 1000000}");
        String body =
                "{\"model\": \"sim/gpt-4o-mini\", \"max_tokens\": 10, \"messages\": [{\"role\": \"user\", \"content\": \""
                        + "word ".repeat(4_000) + "\"}]}";

        Door.Reply roomy = key.post(CHAT, body);
        assertThat(roomy.status()).as(roomy.text()).isEqualTo(200);
        long used = roomy.json().at("/usage/total_tokens").asLong();
        assertThat(1_000_000 - Long.parseLong(roomy.header("x-ratelimit-remaining-tokens")))
                .isBetween(20_000L, 20_200L);

        Door tight = key(project(), "{\"tpm\": 100000}");
        assertThat(100_000 - Long.parseLong(tight.post(CHAT, body).header("x-ratelimit-remaining-tokens")))
                .as("counted")
                .isBetween(4_000L, 4_200L);
        assertThat(1_000_000 - Long.parseLong(key.post(CHAT, body).header("x-ratelimit-remaining-tokens")) - used)
                .as("settled to what it used")
                .isBetween(20_000L, 20_200L);
    }

    @Test
    void aRestartKeepsTheTokensOfTheDay() {
        Door admin = project();
        Door key = key(admin, "{\"tokens_per_day\": 100000, \"time_zone\": \"Pacific/Auckland\"}");
        limit(admin, "user", "*", "{\"tokens_per_day\": 50000}");
        long used = chat(key, ", \"user\": \"ann\"")
                .json()
                .at("/usage/total_tokens")
                .asLong();
        used += chat(key, ", \"user\": \"ann\"")
                .json()
                .at("/usage/total_tokens")
                .asLong();
        assertThat(used).isPositive();

        weir.restart();
        door = Door.of(weir);
        Door again = door.withKey(key.key());

        Door.Reply ann = chat(again, ", \"user\": \"ann\"");
        long reserved = 50_000 - used - Long.parseLong(ann.header("x-ratelimit-remaining-tokens"));
        assertThat(ann.header("x-ratelimit-limit-tokens")).isEqualTo("50000");
        assertThat(reserved).isBetween(101L, 140L);
        long all = used + ann.json().at("/usage/total_tokens").asLong();
        Door.Reply nobody = chat(again);
        assertThat(100_000 - all - Long.parseLong(nobody.header("x-ratelimit-remaining-tokens")))
                .isEqualTo(reserved);
    }

    @Test
    void theLinesOfABatchWaitForRoom() throws InterruptedException {
        Door admin = project();
        limit(admin, "model", "sim%2Fgpt-4o-mini", "{\"concurrency\": 1}");
        weir.upstream(Script.saying(new Answer.Lorem(20)).withPace(new Pace(Duration.ofMillis(300), 10_000, 0)));
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(weir.openAiUrl().toString())
                .apiKey(String.valueOf(admin.key()))
                .build();
        String file = BatchLines.upload(client, BatchLines.chats(4)).id();
        Batch batch = BatchLines.awaitEnd(
                client, BatchLines.start(client, file, "24h").id());
        client.close();

        assertThat(batch.requestCounts().orElseThrow().completed()).isEqualTo(4);
    }
}
