package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.openai.client.OpenAIClient;
import com.openai.models.batches.Batch;
import com.openai.models.files.FileObject;
import dev.weir.simulator.Script;
import dev.weir.testkit.TestingWeir;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Two people with one question, and every way by which the one could see what is the other's. */
class AccessTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String TOKEN = "x-weir-user-token";
    private static final String ACT_AS = "x-weir-act-as";
    private static final String QUESTION = "What is the code word of the vault?";
    private static final String HERS = "amber lantern";
    private static final String HIS = "copper anchor";

    private static Issuer issuer;
    private static TestingWeir weir;
    private static Door admin;
    private static Door backend;
    private static int bases;

    private String base = "";

    @BeforeAll
    static void start() throws IOException {
        issuer = new Issuer();
        weir = TestingWeir.start("""
                models:
                  documents: {cache: {mode: on, sampled: true}, deployments: [{provider: weir, model: extractive}]}
                  writer: {cache: {mode: on, sampled: true}, deployments: [{provider: sim, model: gpt-4o-mini}]}
                identity:
                  issuer: %s
                  audience: [weir, others]
                  jwks_url: %s
                  allow_private: true
                  attributes: {department: dept, clearance: access.level}
                """.formatted(Issuer.NAME, issuer.address()));
        admin = Door.of(weir);
        backend = admin.with(admin.post("/api/keys", "{\"name\":\"backend\"}").json());
    }

    @AfterAll
    static void stop() {
        weir.close();
        issuer.close();
    }

    @BeforeEach
    void documents() throws InterruptedException {
        weir.upstream(Script.DEFAULT);
        base = "vault-" + ++bases;
        admin.post("/api/kb", "{\"name\":\"" + base + "\"}");
        Door.Reply added = admin.post("/api/kb/" + base + "/documents", """
                [{"id": "hers", "text": "The code word of the vault is amber lantern.", "access": {"groups": ["amber"]}},
                 {"id": "his", "text": "The code word of the vault is copper anchor.", "access": {"users": ["hans"]}},
                 {"id": "all", "text": "Visitors meet in the hall at noon."}]""");
        assertThat(added.status()).as(added.text()).isEqualTo(200);
        while (admin.get("/api/kb/" + base).json().path("unfinished").asInt() > 0) {
            Thread.sleep(20);
        }
    }

    private static Map<String, String> ines() {
        return Map.of(TOKEN, issuer.token("ines", "amber", "staff"));
    }

    private static Map<String, String> hans() {
        return Map.of(TOKEN, issuer.token("hans", "staff"));
    }

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        Map<String, String> all = new HashMap<>(headers);
        all.put(name, value);
        return all;
    }

    private String chat(String model, boolean stream, String more) {
        return """
                {"model": "%s", "stream": %s, "temperature": 0, "messages": [{"role": "user", "content": "%s"}],
                 "weir": {"knowledge": ["%s"]%s}}""".formatted(model, stream, QUESTION, base, more);
    }

    private String message(boolean stream) {
        return """
                {"model": "documents", "stream": %s, "max_tokens": 200, "temperature": 0,
                 "messages": [{"role": "user", "content": "%s"}], "weir": {"knowledge": ["%s"]}}""".formatted(stream, QUESTION, base);
    }

    private String response(boolean stream, String more) {
        return """
                {"model": "documents", "stream": %s, "temperature": 0, "input": "%s", "weir": {"knowledge": ["%s"]}%s}""".formatted(stream, QUESTION, base, more);
    }

    private static String text(Door.Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.text();
    }

    private static void isHers(Door.Reply reply) {
        assertThat(text(reply)).contains(HERS).doesNotContain(HIS);
    }

    private static void isHis(Door.Reply reply) {
        assertThat(text(reply)).contains(HIS).doesNotContain(HERS);
    }

    private static void isNobodys(Door.Reply reply) {
        assertThat(text(reply)).doesNotContain(HERS).doesNotContain(HIS);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, false",
        "/v1/chat/completions, true",
        "/v1/messages, false",
        "/v1/messages, true",
        "/v1/responses, false",
        "/v1/responses, true"
    })
    void oneQuestionHasAnAnswerForEach(String path, boolean stream) {
        String body = switch (path) {
            case CHAT -> chat("documents", stream, "");
            case "/v1/messages" -> message(stream);
            default -> response(stream, "");
        };
        for (int round = 0; round < 2; round++) {
            isHers(backend.send("POST", path, body, ines()));
            isHis(backend.send("POST", path, body, hans()));
            isNobodys(backend.post(path, body));
        }
    }

    @Test
    void theCacheKeepsAnAnswerForEach() {
        String body = chat("documents", false, "");
        isHers(backend.send("POST", CHAT, body, ines()));
        Door.Reply again = backend.send("POST", CHAT, body, ines());
        assertThat(again.header("x-weir-cache")).isEqualTo("hit");
        isHers(again);
        Door.Reply his = backend.send("POST", CHAT, body, hans());
        assertThat(his.header("x-weir-cache")).isEqualTo("miss");
        isHis(his);
        Door.Reply left = backend.send("POST", CHAT, body, Map.of(TOKEN, issuer.token("ines", "staff")));
        assertThat(left.header("x-weir-cache")).isEqualTo("miss");
        isNobodys(left);
    }

    @Test
    void questionsAskedAtOnceAreNotMixedUp() throws Exception {
        String body = chat("documents", false, "");
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Door.Reply>> hers = new ArrayList<>();
            List<Future<Door.Reply>> his = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                hers.add(people.submit(() -> backend.send("POST", CHAT, body, ines())));
                his.add(people.submit(() -> backend.send("POST", CHAT, body, hans())));
            }
            for (int i = 0; i < 12; i++) {
                isHers(hers.get(i).get());
                isHis(his.get(i).get());
            }
        }
    }

    @Test
    void anIdempotencyKeyOfTheOneGivesTheOtherNothing() {
        String body = chat("documents", false, "");
        isHers(backend.send("POST", CHAT, body, with(ines(), "idempotency-key", base)));
        isHers(backend.send("POST", CHAT, body, with(ines(), "idempotency-key", base)));
        isHis(backend.send("POST", CHAT, body, with(hans(), "idempotency-key", base)));
        isNobodys(backend.send("POST", CHAT, body, Map.of("idempotency-key", base)));
        Door.Reply left =
                backend.send("POST", CHAT, body, Map.of(TOKEN, issuer.token("ines", "staff"), "idempotency-key", base));
        assertThat(left.status()).isEqualTo(422);
        assertThat(left.text()).doesNotContain(HERS);
    }

    @Test
    void whatIsSentToAModelIsWhatItsReaderMaySee() {
        Door.Reply hers = backend.send("POST", CHAT, chat("writer", false, ""), ines());
        Door.Reply his = backend.send("POST", CHAT, chat("writer", false, ""), hans());
        assertThat(documents(hers)).contains("hers").doesNotContain("his");
        assertThat(documents(his)).contains("his").doesNotContain("hers");
    }

    private static JsonNode exchange(Door.Reply reply) {
        return admin.get("/api/exchanges/" + reply.header("x-weir-exchange-id")).json();
    }

    private static List<String> documents(Door.Reply reply) {
        return exchange(reply).path("passages").findValuesAsString("document_id");
    }

    @Test
    void aTraceSaysForWhomItWasAndOnlyKeysReadIt() {
        Door.Reply hers = backend.send(
                "POST",
                CHAT,
                chat("documents", false, ", \"tags\": {\"weir.user\": \"boss\", \"weir.user.proof\": \"token\"}"),
                ines());
        JsonNode trace = exchange(hers);
        assertThat(trace.at("/tags/weir.user").asString()).isEqualTo("ines");
        assertThat(trace.at("/tags/weir.user.proof").asString()).isEqualTo("token");
        assertThat(trace.path("spans").toString()).contains("identity").contains("amber, staff");
        assertThat(trace.toString()).contains(HERS).doesNotContain(HIS);

        Door.Reply nobodys = backend.post(
                CHAT,
                chat("documents", false, ", \"tags\": {\"weir.user\": \"boss\", \"weir.user.proof\": \"token\"}"));
        assertThat(exchange(nobodys).path("tags").has("weir.user.proof")).isFalse();

        String path = "/api/exchanges/" + hers.header("x-weir-exchange-id");
        assertThat(backend.send("GET", path, null, hans()).status()).isEqualTo(403);
        assertThat(backend.send("GET", "/api/usage", null, hans()).status()).isEqualTo(403);
        assertThat(backend.send("GET", "/v1/files", null, hans()).status()).isEqualTo(403);
    }

    @Test
    void searchesAndExplanationsShowNothingElse() {
        String search = "/api/kb/" + base + "/search";
        String query = "{\"query\": \"code word of the vault\"}";
        isHers(backend.send("POST", search, query, ines()));
        isHis(backend.send("POST", search, query, hans()));
        assertThat(text(admin.post(search, query))).contains(HERS).contains(HIS);

        String explain = "/api/kb/" + base + "/explain";
        String about = "{\"query\": \"code word\", \"document_id\": \"%s\"}";
        assertThat(backend.send("POST", explain, about.formatted("hers"), ines())
                        .status())
                .isEqualTo(200);
        Door.Reply hidden = backend.send("POST", explain, about.formatted("hers"), hans());
        Door.Reply missing = backend.send("POST", explain, about.formatted("herz"), hans());
        assertThat(hidden.status()).isEqualTo(404);
        assertThat(said(hidden).replace("hers", "herz")).isEqualTo(said(missing));
    }

    private static String said(Door.Reply reply) {
        JsonNode error = reply.json().path("error");
        return reply.status()
                + error.path("code").asString()
                + error.path("message").asString()
                + error.path("hint").asString();
    }

    @Test
    void documentsAreListedAndReadByThoseWhoMay() {
        String documents = "/api/kb/" + base + "/documents";
        JsonNode list = backend.send("GET", documents, null, ines()).json();
        assertThat(list.path("data").findValuesAsString("id")).containsExactly("all", "hers");
        assertThat(list.toString()).doesNotContain("access");
        JsonNode first =
                backend.send("GET", documents + "?limit=1", null, hans()).json();
        assertThat(first.path("data").findValuesAsString("id")).containsExactly("all");
        JsonNode second = backend.send(
                        "GET",
                        documents + "?limit=1&cursor=" + first.path("next").asString(),
                        null,
                        hans())
                .json();
        assertThat(second.path("data").findValuesAsString("id")).containsExactly("his");
        assertThat(second.path("next").isNull()).isTrue();

        assertThat(text(backend.send("GET", documents + "/hers?text=true", null, ines())))
                .contains(HERS);
        Door.Reply hidden = backend.send("GET", documents + "/hers?text=true", null, hans());
        Door.Reply missing = backend.send("GET", documents + "/herz?text=true", null, hans());
        assertThat(said(hidden).replace("hers", "herz")).isEqualTo(said(missing));

        assertThat(backend.send("GET", "/api/kb/" + base, null, hans()).status())
                .as("figures count what is hidden")
                .isEqualTo(403);
        assertThat(backend.send("GET", "/api/kb", null, hans()).status()).isEqualTo(403);
        assertThat(backend.send("DELETE", documents + "/his", null, hans()).status())
                .isEqualTo(403);
    }

    @Test
    void aResponseIsFoundAndContinuedByWhomItWasMadeFor() {
        Door.Reply hers = backend.send("POST", "/v1/responses", response(false, ""), ines());
        isHers(hers);
        String id = hers.json().path("id").asString();
        String path = "/v1/responses/" + id;
        isHers(backend.send("GET", path, null, ines()));
        String next = response(false, ", \"previous_response_id\": \"" + id + "\"");
        isHers(backend.send("POST", "/v1/responses", next, ines()));
        for (Map<String, String> other : List.of(hans(), Map.<String, String>of())) {
            assertThat(backend.send("GET", path, null, other).status()).isEqualTo(404);
            assertThat(backend.send("GET", path + "/input_items", null, other).status())
                    .isEqualTo(404);
            assertThat(backend.send("DELETE", path, null, other).status()).isEqualTo(404);
            Door.Reply refused = backend.send("POST", "/v1/responses", next, other);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.text()).contains("previous_response_not_found").doesNotContain(HERS);
        }
        assertThat(backend.send("DELETE", path, null, ines()).status()).isEqualTo(200);
    }

    @Test
    void aKeyThatMayNamesItsUserInTheHeaderOrInTheBody() {
        Door acting = admin.with(admin.post("/api/keys", "{\"name\":\"acting\",\"permissions\":[\"act_as\"]}")
                .json());
        String ines = "{\"user\": \"ines\", \"groups\": [\"amber\"]}";
        isHers(acting.post(CHAT, chat("documents", false, ", \"as\": " + ines)));
        isHis(acting.post(CHAT, chat("documents", false, ", \"as\": {\"user\": \"hans\"}")));
        isHers(acting.send("POST", CHAT, chat("documents", true, ""), Map.of(ACT_AS, ines)));
        isHers(acting.post(
                "/api/kb/" + base + "/search", "{\"query\": \"code word of the vault\", \"as\": " + ines + "}"));
        isHis(admin.post(
                "/api/kb/" + base + "/search",
                "{\"query\": \"code word of the vault\", \"as\": {\"user\": \"hans\"}}"));

        Door.Reply twice =
                acting.send("POST", CHAT, chat("documents", false, ", \"as\": " + ines), Map.of(ACT_AS, ines));
        assertThat(twice.status()).isEqualTo(400);
        assertThat(twice.text()).contains("twice");
        for (String wrong : List.of(
                "[]",
                "{}",
                "\"ines\"",
                "{\"user\": 7}",
                "{\"usr\": \"ines\"}",
                "{\"user\": \"ines\", \"attributes\": [\"hr\"]}",
                "{\"user\": \"a\\u0000b\"}")) {
            Door.Reply refused = acting.post(CHAT, chat("documents", false, ", \"as\": " + wrong));
            assertThat(refused.status()).as(wrong).isEqualTo(400);
            assertThat(refused.text()).as(wrong).contains("as");
            assertThat(acting.send("POST", CHAT, chat("documents", false, ""), Map.of(ACT_AS, wrong))
                            .status())
                    .as(wrong)
                    .isEqualTo(400);
        }
        assertThat(admin.post("/api/keys", "{\"name\":\"x\",\"permissions\":[\"fly\"]}")
                        .text())
                .contains("act_as");
    }

    @Test
    void aKeyThatMayNotIsToldWhatIsMissing() {
        for (Door.Reply refused : List.of(
                backend.post(CHAT, chat("documents", false, ", \"as\": {\"user\": \"ines\"}")),
                backend.send("POST", CHAT, chat("documents", false, ""), Map.of(ACT_AS, "{\"user\": \"ines\"}")),
                backend.post(
                        "/api/kb/" + base + "/search", "{\"query\": \"vault\", \"as\": {\"groups\": [\"amber\"]}}"))) {
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.text()).contains("act_as").doesNotContain(HERS);
        }
    }

    @Test
    void theWordOfAKeyIsPartOfWhatAnIdempotencyKeyIsFor() {
        Door acting = admin.with(admin.post("/api/keys", "{\"name\":\"acting\",\"permissions\":[\"act_as\"]}")
                .json());
        Map<String, String> once = Map.of("idempotency-key", base);
        isHers(acting.send(
                "POST", CHAT, chat("documents", false, ", \"as\": {\"user\": \"i\", \"groups\": [\"amber\"]}"), once));
        Door.Reply other = acting.send("POST", CHAT, chat("documents", false, ", \"as\": {\"user\": \"hans\"}"), once);
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.text()).doesNotContain(HERS);
    }

    @Test
    void attributesAreAllAskedForAndEachWithAnyOfItsValues() {
        String documents = "/api/kb/" + base + "/documents";
        admin.send(
                "PATCH",
                documents + "/hers",
                "{\"access\": {\"attributes\": {\"department\": [\"hr\", \"law\"], \"clearance\": [\"3\"]}}}",
                Map.of());
        String body = chat("documents", false, "");
        isHers(backend.send("POST", CHAT, body, Map.of(TOKEN, officer("law", 3))));
        isHers(backend.send("POST", CHAT, body, Map.of(TOKEN, officer("hr", 3))));
        isNobodys(backend.send("POST", CHAT, body, Map.of(TOKEN, officer("law", 2))));
        isNobodys(backend.send("POST", CHAT, body, Map.of(TOKEN, officer("it", 3))));
        isNobodys(backend.send("POST", CHAT, body, ines()));
    }

    private static String officer(String department, int level) {
        return issuer.token("olga", claims -> claims.claim("dept", department).claim("access", Map.of("level", level)));
    }

    @Test
    void aListThatChangesHoldsAtOnceAlsoForAnswersThatWereKept() {
        String body = chat("documents", false, "");
        String document = "/api/kb/" + base + "/documents/hers";
        String updated = admin.get(document).json().path("updated_at").asString();
        isHers(backend.send("POST", CHAT, body, ines()));
        isNobodys(backend.post(CHAT, body));
        Door.Reply taken = admin.send("PATCH", document, "{\"access\": {\"users\": [\"hans\"]}}", Map.of());
        assertThat(taken.status()).as(taken.text()).isEqualTo(200);
        assertThat(taken.json().at("/access/users/0").asString()).isEqualTo("hans");
        assertThat(taken.json().path("state").asString())
                .as("nothing is embedded again")
                .isEqualTo("ready");
        assertThat(taken.json().path("updated_at").asString()).isNotEqualTo(updated);
        isNobodys(backend.send("POST", CHAT, body, ines()));
        assertThat(backend.send("GET", document, null, ines()).status()).isEqualTo(404);
        JsonNode found = backend.send(
                        "POST", "/api/kb/" + base + "/search", "{\"query\": \"amber\", \"arms\": [\"dense\"]}", hans())
                .json();
        assertThat(found.path("data").findValuesAsString("document_id")).contains("hers", "his");

        admin.send("PATCH", document, "{\"access\": {}}", Map.of());
        assertThat(text(backend.post(CHAT, body))).contains(HERS);
        weir.restart();
        admin = Door.of(weir);
        backend = backend.at(weir.url());
        assertThat(text(backend.post(CHAT, body))).contains(HERS);
        assertThat(admin.get(document).json().path("state").asString()).isEqualTo("ready");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"access\": null}",
                "{\"access\": []}",
                "{\"access\": {\"user\": [\"x\"]}}",
                "{\"access\": {\"users\": \"x\"}}",
                "{\"access\": {\"users\": [7]}}",
                "{\"access\": {\"groups\": [\" \"]}}",
                "{\"access\": {\"attributes\": {\"a\": []}}}",
                "{\"access\": {\"attributes\": {\"a\\u001fb\": [\"c\"]}}}",
                "{\"access\": {\"attributes\": {\"1\":[\"a\"],\"2\":[\"a\"],\"3\":[\"a\"],\"4\":[\"a\"],\"5\":[\"a\"],"
                        + "\"6\":[\"a\"],\"7\":[\"a\"],\"8\":[\"a\"],\"9\":[\"a\"]}}}"
            })
    void aListThatIsNoneChangesNothing(String body) {
        String document = "/api/kb/" + base + "/documents/hers";
        Door.Reply refused = admin.send("PATCH", document, body, Map.of());
        assertThat(refused.status()).as(refused.text()).isEqualTo(400);
        assertThat(refused.text()).contains("access");
        assertThat(admin.get(document).json().at("/access/groups/0").asString()).isEqualTo("amber");
    }

    @Test
    void aLineOfABatchIsForWhomItNames() throws InterruptedException {
        OpenAIClient client = Clients.openAi(admin, 0);
        String lines = line("hers", ", \"as\": {\"groups\": [\"amber\"]}") + "\n" + line("nobodys", "");
        FileObject file = BatchLines.upload(client, lines);
        Batch batch = BatchLines.awaitEnd(
                client, BatchLines.start(client, file.id(), "24h").id());
        Map<String, JsonNode> results =
                BatchLines.results(client, batch.outputFileId().orElseThrow());
        assertThat(BatchLines.line(results, "hers").toString()).contains(HERS).doesNotContain(HIS);
        assertThat(BatchLines.line(results, "nobodys").toString())
                .doesNotContain(HERS)
                .doesNotContain(HIS);
    }

    private String line(String id, String more) {
        String body = chat("documents", false, more).replace("\n", "");
        return "{\"custom_id\": \"" + id + "\", \"method\": \"POST\", \"url\": \"/v1/chat/completions\", \"body\": "
                + body + "}";
    }

    @Test
    void limitsOfAUserHoldForTheOneWhoIsProved() {
        admin.send("PUT", "/api/limits/user/lena", "{\"rpm\": 1}", Map.of());
        Map<String, String> lena = Map.of(TOKEN, issuer.token("lena"), "x-weir-user", "somebody-else");
        String body = chat("documents", false, "");
        assertThat(backend.send("POST", CHAT, body, lena).status()).isEqualTo(200);
        assertThat(backend.send("POST", CHAT, body, lena).status()).isEqualTo(429);
        assertThat(backend.send("POST", CHAT, body, hans()).status()).isEqualTo(200);
    }

    @Test
    void aTokenThatProvesNothingIsRefused() {
        Instant now = Instant.now();
        JWTClaimsSet good = Issuer.claims("ines", "amber").build();
        Map<String, String> wrong = new HashMap<>();
        wrong.put("empty", "");
        wrong.put("no token", "ines");
        wrong.put("unsigned", Issuer.unsigned(good));
        wrong.put("signed by the public key", issuer.byPublicKey(good));
        wrong.put("signed by somebody else", Issuer.signed(Issuer.rsa(issuer.keyName()), good));
        wrong.put("signed by an unknown key", Issuer.signed(Issuer.rsa("unknown"), good));
        wrong.put("ended", issuer.token("ines", claims -> claims.expirationTime(Date.from(now.minusSeconds(40)))));
        wrong.put("without end", issuer.token("ines", claims -> claims.expirationTime(null)));
        wrong.put("to come", issuer.token("ines", claims -> claims.notBeforeTime(Date.from(now.plusSeconds(60)))));
        wrong.put("another issuer", issuer.token("ines", claims -> claims.issuer("https://id.other.example")));
        wrong.put("another audience", issuer.token("ines", claims -> claims.audience("payroll")));
        wrong.put("no audience", issuer.token("ines", claims -> claims.audience((String) null)));
        wrong.put("no user", issuer.token("ines", claims -> claims.subject(null)));
        wrong.put("cut", issuer.token("ines", "amber").substring(0, 200));
        wrong.put("changed", changed(issuer.token("ines", "amber")));
        wrong.forEach((name, token) -> {
            Door.Reply refused = backend.send("POST", CHAT, chat("documents", false, ""), Map.of(TOKEN, token));
            assertThat(refused.status()).as(name).isEqualTo(401);
            assertThat(refused.json().at("/error/code").asString()).as(name).isEqualTo("invalid_user_token");
            assertThat(refused.text()).as(name).doesNotContain(token.isEmpty() ? HERS : token);
        });
        isHers(backend.send("POST", CHAT, chat("documents", false, ""), Map.of(TOKEN, issuer.byCurve(good))));
        JWTClaimsSet other = Issuer.claims("ines", "amber").audience("others").build();
        isHers(backend.send("POST", CHAT, chat("documents", false, ""), Map.of(TOKEN, issuer.byCurve(other))));
    }

    /** Another group under the signature of the first. */
    private static String changed(String token) {
        String[] parts = token.split("\\.");
        String[] other = issuer.token("ines", "amber", "board").split("\\.");
        return parts[0] + "." + other[1] + "." + parts[2];
    }

    @Test
    void keysThatAreNewAreReadAndMadeUpOnesCauseNoFlood() throws InterruptedException {
        String body = chat("documents", false, "");
        assertThat(backend.send("POST", CHAT, body, ines()).status()).isEqualTo(200);
        issuer.rotate("second-" + base);
        Instant end = Instant.now().plus(Duration.ofSeconds(60));
        while (backend.send("POST", CHAT, body, ines()).status() != 200) {
            assertThat(Instant.now()).isBefore(end);
            Thread.sleep(200);
        }
        List<String> madeUp = List.of(
                Issuer.signed(Issuer.rsa("made-up"), Issuer.claims("ines").build()),
                Issuer.signed(Issuer.rsa("made-up-too"), Issuer.claims("ines").build()));
        int reads = issuer.reads();
        Instant from = Instant.now();
        for (int i = 0; i < 20; i++) {
            assertThat(backend.send("POST", CHAT, body, Map.of(TOKEN, madeUp.get(i % 2)))
                            .status())
                    .isEqualTo(401);
        }
        long spans = Duration.between(from, Instant.now()).toSeconds() / 10;
        assertThat((long) issuer.reads() - reads).isLessThanOrEqualTo(1 + spans);
    }
}
