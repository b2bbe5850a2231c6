package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.TestingWeir;
import dev.weir.tests.Vendor.Line;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Answers say where each sentence comes from, in every dialect, and what does not come from anywhere is dealt with. */
class GroundingTest {
    private static final String TRUE = "The notice period of the lease is three months [1].";
    private static final String FALSE = "Penguins breed on the ice shelves of Antarctica in winter [1].";
    private static final String MIXED = TRUE + " " + FALSE;

    private static Vendor vendor;
    private static TestingWeir weir;
    private static Door door;

    @BeforeAll
    static void start() throws Exception {
        vendor = new Vendor();
        weir = TestingWeir.start("  vendor: {kind: openai, base_url: '" + vendor.url()
                + "', api_key: none, allow_private: true}\n" + """
                models:
                  writer: {deployments: [{provider: vendor, model: writer}], retries: {max: 0}}
                  judge: {deployments: [{provider: vendor, model: judge}], retries: {max: 0}}
                prices:
                  writer: {input: 1, output: 1}
                  judge: {input: 10, output: 10}
                """);
        door = Door.of(weir);
        door.post("/api/kb", "{\"name\": \"contracts\"}");
        door.post("/api/kb/contracts/documents", """
                [{"id": "lease", "title": "Lease", "text": "The notice period of the lease is three months. The deposit is returned within 30 days."},
                 {"id": "old", "title": "Old lease", "text": "The notice period of the lease is six months. It was signed in Lyon."}]""");
        Eventually.within(Duration.ofSeconds(60), "the vectors", () -> ready("lease") && ready("old"));
    }

    private static boolean ready(String id) {
        return door.get("/api/kb/contracts/documents/" + id)
                .json()
                .path("state")
                .asString()
                .equals("ready");
    }

    @AfterAll
    static void stop() {
        weir.close();
        vendor.close();
    }

    @BeforeEach
    void forget() {
        vendor.forget();
        vendor.says("writer", Line.of(MIXED));
    }

    private static String chat(String grounding, String more) {
        return """
                {"model": "writer", "messages": [{"role": "user", "content": "What is the notice period of the lease?"}],
                 "weir": {"knowledge": ["contracts"]%s}%s}""".formatted(grounding.isEmpty() ? "" : ", \"grounding\": " + grounding, more);
    }

    private static Door.Reply ask(String grounding, String more) {
        Door.Reply reply = door.post("/v1/chat/completions", chat(grounding, more));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply;
    }

    private static String said(Door.Reply reply) {
        return reply.json().at("/choices/0/message/content").asString();
    }

    private static List<JsonNode> events(Door.Reply reply) {
        return reply.text()
                .lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> JsonMapper.shared().readTree(line.substring(6)))
                .toList();
    }

    private static String streamed(Door.Reply reply) {
        return events(reply).stream()
                .map(event -> event.at("/choices/0/delta/content").asString(""))
                .collect(Collectors.joining());
    }

    private static JsonNode extras(Door.Reply reply) {
        return events(reply).getLast().path("weir");
    }

    private static JsonNode exchange(Door.Reply reply) {
        return door.get("/api/exchanges/" + reply.header("x-weir-exchange-id")).json();
    }

    private static JsonNode span(JsonNode exchange, String name) {
        return exchange.path("spans")
                .valueStream()
                .filter(span -> span.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no step " + name + " in " + exchange.path("spans")));
    }

    private static List<String> verdicts(JsonNode weir) {
        return weir.path("sentences")
                .valueStream()
                .map(sentence -> sentence.path("verdict").asString())
                .toList();
    }

    @Test
    void eachSentenceHasItsVerdictAndItsPassage() {
        Door.Reply reply = ask("", "");

        assertThat(said(reply)).isEqualTo(MIXED);
        JsonNode told = reply.json().path("weir");
        assertThat(verdicts(told)).containsExactly("supported", "unsupported");
        JsonNode first = told.at("/sentences/0");
        assertThat(first.path("text").asString()).isEqualTo(TRUE);
        assertThat(first.at("/span/end").asInt()).isEqualTo(TRUE.length());
        assertThat(first.at("/citations/0").asInt()).isEqualTo(1);
        int source = first.path("source").asInt();
        JsonNode passage = exchange(reply).path("passages").get(source - 1);
        assertThat(passage.path("document_id").asString()).isEqualTo("lease");
        assertThat(told.at("/sentences/1/faults/0/kind").asString()).isEqualTo("does_not_support");
        assertThat(told.at("/grounding/policy").asString()).isEqualTo("mark");
        assertThat(told.at("/grounding/action").asString()).isEqualTo("none");
        assertThat(told.at("/grounding/calibrated_on").asString()).contains("SciFact");
        assertThat(told.path("confidence").asDouble()).isBetween(.2, .8);
        assertThat(told.path("confidence_calibrated_on").asString()).contains("SciFact");
    }

    @Test
    void passagesThatContradictEachOtherAreShown() {
        JsonNode conflicts = ask("", "").json().at("/weir/conflicts");

        assertThat(conflicts.size()).isEqualTo(1);
        assertThat(conflicts.at("/0/kind").asString()).isEqualTo("number");
        assertThat(conflicts
                        .at("/0/passages")
                        .valueStream()
                        .map(side -> side.path("quote").asString()))
                .containsExactlyInAnyOrder(
                        "The notice period of the lease is three months.",
                        "The notice period of the lease is six months.");
    }

    @Test
    void theTraceHasTheNumbersAndNoWords() {
        JsonNode exchange = exchange(ask("", ""));
        JsonNode step = span(exchange, "grounding");

        assertThat(step.at("/attributes/weir.grounding.supported").asString()).isEqualTo("1");
        assertThat(step.at("/attributes/weir.grounding.unsupported").asString()).isEqualTo("1");
        assertThat(step.at("/attributes/weir.grounding.verdicts").asString())
                .startsWith("0-" + TRUE.length() + " supported ");
        assertThat(step.toString()).doesNotContain("notice").doesNotContain("Penguins");
        assertThat(exchange.path("confidence").asDouble()).isPositive();
    }

    @Test
    void theConsoleShowsThem() {
        Door.Reply reply = ask("", "");
        Door.Reply page = door.get("/console/traces/" + reply.header("x-weir-exchange-id"));

        assertThat(page.text())
                .contains("id=\"sentences\"")
                .contains("Supported")
                .contains("Not supported");
    }

    @Test
    void streamsAreMarkedAtTheirEnd() {
        Door.Reply reply = ask("", ", \"stream\": true");

        assertThat(streamed(reply)).isEqualTo(MIXED);
        assertThat(verdicts(extras(reply))).containsExactly("supported", "unsupported");
    }

    @Test
    void whatHasNoSupportIsDroppedWholeAndStreamed() {
        Door.Reply whole = ask("\"drop\"", "");
        Door.Reply stream = ask("{\"policy\": \"drop\"}", ", \"stream\": true");

        assertThat(said(whole)).isEqualTo(TRUE + " ");
        assertThat(streamed(stream)).isEqualTo(TRUE + " ");
        assertThat(whole.json().at("/weir/grounding/action").asString()).isEqualTo("dropped");
        assertThat(whole.json().at("/weir/grounding/objected").asInt()).isEqualTo(1);
        assertThat(extras(stream).path("sentences")).isEqualTo(whole.json().at("/weir/sentences"));
        assertThat(extras(stream).path("grounding")).isEqualTo(whole.json().at("/weir/grounding"));
        assertThat(exchange(stream).at("/messages/0/text").asString()).isEqualTo(TRUE + " ");
    }

    @Test
    void otherDialectsAreToldTheSame() {
        String rest = "\"weir\": {\"knowledge\": [\"contracts\"], \"grounding\": \"drop\"}}";
        Door.Reply message = door.post(
                "/v1/messages",
                "{\"model\": \"writer\", \"max_tokens\": 100, \"messages\": [{\"role\": \"user\", \"content\":"
                        + " \"What is the notice period of the lease?\"}], " + rest);
        Door.Reply response = door.post(
                "/v1/responses",
                "{\"model\": \"writer\", \"input\": \"What is the notice period of the lease?\", " + rest);

        assertThat(message.json().at("/content/0/text").asString())
                .as(message.text())
                .isEqualTo(TRUE + " ");
        assertThat(verdicts(message.json().path("weir"))).containsExactly("supported");
        assertThat(response.json().at("/output/0/content/0/text").asString())
                .as(response.text())
                .isEqualTo(TRUE + " ");
        assertThat(verdicts(response.json().path("weir"))).containsExactly("supported");
    }

    @Test
    void streamsOfOtherDialectsAreDroppedFromToo() {
        String rest = "\"stream\": true, \"weir\": {\"knowledge\": [\"contracts\"], \"grounding\": \"drop\"}}";
        Door.Reply message = door.post(
                "/v1/messages",
                "{\"model\": \"writer\", \"max_tokens\": 100, \"messages\": [{\"role\": \"user\", \"content\":"
                        + " \"What is the notice period of the lease?\"}], " + rest);
        Door.Reply response = door.post(
                "/v1/responses",
                "{\"model\": \"writer\", \"input\": \"What is the notice period of the lease?\", " + rest);

        for (Door.Reply reply : List.of(message, response)) {
            assertThat(reply.text()).contains("three").doesNotContain("Penguins");
            assertThat(verdicts(extras(reply))).containsExactly("supported");
        }
    }

    @Test
    void theModelIsAskedOnceMoreAndBothAttemptsAreBilled() {
        vendor.saysThen("writer", Line.of(MIXED), Line.of(TRUE));
        Door.Reply reply = ask("\"regenerate\"", "");

        assertThat(said(reply)).isEqualTo(TRUE);
        assertThat(reply.json().at("/weir/grounding/action").asString()).isEqualTo("regenerated");
        assertThat(reply.json().at("/weir/grounding/objected").asInt()).isEqualTo(1);
        assertThat(exchange(reply).path("attempts").size()).isEqualTo(2);
        List<JsonNode> asked = vendor.asked("writer");
        assertThat(asked).hasSize(2);
        assertThat(asked.getLast().path("messages").toString())
                .contains("do not support")
                .contains("Penguins");
    }

    @Test
    void aSecondAttemptOfAStreamAndOfTheResponsesApiWorksTheSameWay() {
        vendor.saysThen("writer", Line.of(MIXED), Line.of(TRUE));
        Door.Reply stream = ask("\"regenerate\"", ", \"stream\": true");
        assertThat(streamed(stream)).isEqualTo(TRUE);
        assertThat(extras(stream).at("/grounding/action").asString()).isEqualTo("regenerated");

        vendor.saysThen("writer", Line.of(MIXED), Line.of(TRUE));
        Door.Reply response = door.post("/v1/responses", """
                {"model": "writer", "input": "What is the notice period of the lease?",
                 "weir": {"knowledge": ["contracts"], "grounding": "regenerate"}}""");
        assertThat(response.json().at("/output/0/content/0/text").asString())
                .as(response.text())
                .isEqualTo(TRUE);
    }

    @Test
    void whereTheSecondAttemptFailsTheFirstIsPassedOnWithItsVerdicts() {
        vendor.saysThen("writer", Line.of(MIXED), Line.of("").failing(503));
        Door.Reply reply = ask("\"regenerate\"", "");

        assertThat(said(reply)).isEqualTo(MIXED);
        assertThat(verdicts(reply.json().path("weir"))).containsExactly("supported", "unsupported");
        assertThat(span(exchange(reply), "regeneration")
                        .at("/attributes/failed")
                        .asString())
                .isEqualTo("true");
    }

    @Test
    void anAnswerIsWithheldAndThatIsSaid() {
        for (String stream : List.of("", ", \"stream\": true")) {
            Door.Reply reply = ask("\"refuse\"", stream);
            boolean whole = stream.isEmpty();
            String text = whole ? said(reply) : streamed(reply);
            JsonNode told = whole ? reply.json().path("weir") : extras(reply);

            assertThat(text).contains("withheld").doesNotContain("notice").doesNotContain("Penguins");
            assertThat(told.at("/grounding/action").asString()).isEqualTo("withheld");
            assertThat(told.path("citations").size()).isZero();
        }
    }

    @Test
    void aSupportedAnswerIsPassedOnByteForByte() {
        vendor.says("writer", Line.of(TRUE));
        String plain = ask("\"off\"", "").json().path("choices").toString();

        assertThat(ask("\"refuse\"", "").json().path("choices").toString()).isEqualTo(plain);
        assertThat(ask("\"regenerate\"", "").json().path("choices").toString()).isEqualTo(plain);
        assertThat(vendor.asked("writer")).hasSize(3);
    }

    @Test
    void offSaysNothing() {
        JsonNode told = ask("\"off\"", "").json().path("weir");

        assertThat(told.has("sentences")).isFalse();
        assertThat(told.has("grounding")).isFalse();
    }

    @Test
    void aJudgeIsAskedAboutDoubtfulSentencesAndBilledLikeAnyCall() {
        vendor.says("judge", Line.of("1: unsupported\n2: supported"));
        Door.Reply reply = ask("{\"policy\": \"mark\", \"judge\": \"judge\", \"threshold\": 0.01}", "");
        JsonNode told = reply.json().path("weir");

        assertThat(told.at("/sentences/0").has("judged"))
                .as("there is no doubt about it")
                .isFalse();
        assertThat(told.at("/sentences/1/score").asDouble()).isGreaterThanOrEqualTo(.01);
        assertThat(told.at("/sentences/1/verdict").asString()).isEqualTo("unsupported");
        assertThat(told.at("/sentences/1/judged").asBoolean()).isTrue();
        JsonNode step = span(exchange(reply), "grounding.judge");
        String inner = step.at("/attributes/weir.exchange.id").asString();
        JsonNode judged = door.get("/api/exchanges/" + inner).json();
        assertThat(judged.path("model").asString()).isEqualTo("judge");
        assertThat(judged.path("cost").asString()).isNotEqualTo("0").isNotEmpty();
        assertThat(judged.at("/tags/weir.judges").asString()).isEqualTo(reply.header("x-weir-exchange-id"));
    }

    @Test
    void aJudgeThatCannotBeAskedHasNoOpinion() {
        vendor.says("judge", Line.of("").failing(500));
        Door.Reply reply = ask("{\"judge\": \"judge\", \"threshold\": 0.01}", "");
        JsonNode told = reply.json().path("weir");

        assertThat(vendor.asked("judge")).isNotEmpty();
        assertThat(told.at("/sentences/1/verdict").asString()).isEqualTo("supported");
        assertThat(told.at("/sentences/1").has("judged")).isFalse();
    }

    @Test
    void badWishesAreRefusedWithTheirField() {
        for (String wrong :
                List.of("\"maybe\"", "{\"polcy\": \"drop\"}", "{\"threshold\": 7}", "3", "{\"judge\": \"\"}")) {
            Door.Reply reply = door.post("/v1/chat/completions", chat(wrong, ""));
            assertThat(reply.status()).as(wrong).isEqualTo(400);
            assertThat(reply.json().at("/error/param").asString()).startsWith("weir.grounding");
        }
        Door.Reply several = door.post("/v1/chat/completions", chat("\"drop\"", ", \"n\": 2"));
        assertThat(several.status()).isEqualTo(400);
        assertThat(several.json().at("/error/param").asString()).isEqualTo("n");
    }
}
