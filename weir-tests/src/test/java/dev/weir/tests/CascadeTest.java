package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.TestingWeir;
import dev.weir.tests.Vendor.Line;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The cheap deployment first, the dear one when the cheap answer is not good enough. */
class CascadeTest {
    private static final String STEPS =
            "deployments: [{provider: vendor, model: cheap}, {provider: vendor, model: dear}]";
    private static final String NO_BREAKER = "breaker: {failures: 1000}, retries: {max: 0}";

    private static Vendor vendor;
    private static TestingWeir weir;

    @BeforeAll
    static void start() throws IOException {
        vendor = new Vendor();
        weir = TestingWeir.start("  vendor: {kind: openai, base_url: '" + vendor.url()
                + "', api_key: none, allow_private: true}\n" + """
                knowledge: {docs: true}
                models:
                  steps: {strategy: cascade, STEPS, cascade: {probability: 0.8, lowest: 0.01}}
                  form: {strategy: cascade, STEPS}
                  begun: {strategy: cascade, STEPS, cascade: {judge: beginning, beginning: 10, probability: 0.8}}
                  scored: {strategy: cascade, STEPS, cascade: {scorers: {certain: 0.4}}}
                  tight: {strategy: cascade, STEPS, cascade: {probability: 0.8, hold: 300}}
                  old:
                    strategy: cascade
                    deployments: [{provider: vendor, model: plain}, {provider: vendor, model: dear}]
                  quoted:
                    strategy: cascade
                    deployments: [{provider: weir, model: extractive}, {provider: vendor, model: dear}]
                prices:
                  cheap: {input: 1, output: 1}
                  dear: {input: 100, output: 100}
                """.replace("STEPS", STEPS + ", " + NO_BREAKER));
    }

    @AfterAll
    static void stop() {
        weir.close();
        vendor.close();
    }

    @BeforeEach
    void forget() {
        vendor.forget();
        vendor.says("dear", Line.of("The right answer."));
    }

    private static Door.Reply ask(String model, String more) {
        Door.Reply reply = Door.of(weir)
                .post(
                        "/v1/chat/completions",
                        "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more
                                + "}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply;
    }

    private static String said(Door.Reply reply) {
        return reply.json().at("/choices/0/message/content").asString();
    }

    private static String streamed(Door.Reply reply) {
        return events(reply).stream()
                .map(event -> event.at("/choices/0/delta/content").asString(""))
                .collect(Collectors.joining());
    }

    private static List<JsonNode> events(Door.Reply reply) {
        return reply.text()
                .lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> JsonMapper.shared().readTree(line.substring(6)))
                .toList();
    }

    private static JsonNode exchange(Door.Reply reply) {
        String id = reply.header("x-weir-exchange-id");
        return Door.of(weir).get("/api/exchanges/" + id).json();
    }

    private static List<JsonNode> judgements(JsonNode exchange) {
        return exchange.path("spans")
                .valueStream()
                .filter(span -> span.path("name").asString().equals("judgement"))
                .map(span -> span.path("attributes"))
                .toList();
    }

    @Test
    void aSureAnswerIsPassedOnAndNobodyElseIsAsked() {
        vendor.says("cheap", Line.of("Quite sure of it."));
        Door.Reply reply = ask("steps", "");
        assertThat(said(reply)).isEqualTo("Quite sure of it.");
        assertThat(vendor.asked("dear")).isEmpty();
        assertThat(reply.json().at("/choices/0/logprobs").isNull())
                .as("the caller asked for no probabilities")
                .isTrue();
        assertThat(vendor.asked("cheap").getFirst().path("logprobs").asBoolean())
                .isTrue();
        JsonNode judged = judgements(exchange(reply)).getFirst();
        assertThat(judged.path("verdict").asString()).isEqualTo("accepted");
        assertThat(judged.path("probability").asString()).isEqualTo("0.9900");
        assertThat(judged.path("probability.least").asString()).isEqualTo("0.8000");
    }

    @Test
    void anUnsureOneGoesOnAndBothAreBilledAndShown() {
        vendor.says("cheap", Line.of("Maybe this one.").unsure());
        Door.Reply reply = ask("steps", "");
        assertThat(said(reply)).isEqualTo("The right answer.");
        JsonNode exchange = exchange(reply);
        assertThat(exchange.path("attempts").size()).isEqualTo(2);
        assertThat(exchange.path("deployment").asString()).isEqualTo("vendor/dear");
        assertThat(exchange.path("cost").asString())
                .as("13 tokens at 1 and 13 at 100 a million")
                .isEqualTo("0.001313");
        JsonNode judged = judgements(exchange).getFirst();
        assertThat(judged.path("verdict").asString()).isEqualTo("escalated");
        assertThat(judged.path("reason").asString()).contains("probability 0.0498 is under 0.8000");
        assertThat(vendor.asked("dear").getFirst().has("logprobs"))
                .as("the last answer is not judged")
                .isFalse();
        assertThat(Door.of(weir).get("/metrics").text())
                .contains(
                        "weir_cascade_judged_total{deployment=\"vendor/cheap\",model=\"steps\",verdict=\"escalated\"}");
    }

    @Test
    void theProbabilitiesThatTheCallerAskedForStay() {
        vendor.says("cheap", Line.of("Quite sure of it."));
        Door.Reply reply = ask("steps", ",\"logprobs\":true");
        assertThat(reply.json().at("/choices/0/logprobs/content").size()).isEqualTo(4);
    }

    @Test
    void aStreamIsHeldBackUntilItIsJudged() {
        vendor.says("cheap", Line.of("Maybe this one.").unsure());
        Door.Reply reply = ask("steps", ",\"stream\":true");
        assertThat(streamed(reply)).isEqualTo("The right answer.");
        assertThat(reply.text()).doesNotContain("Maybe").endsWith("data: [DONE]\n\n");
        vendor.says("cheap", Line.of("Quite sure of it."));
        Door.Reply sure = ask("steps", ",\"stream\":true");
        assertThat(streamed(sure)).isEqualTo("Quite sure of it.");
        assertThat(events(sure))
                .allMatch(event -> !event.at("/choices/0/logprobs").isObject());
    }

    @Test
    void aBeginningIsJudgedAndTheRestPassedOn() {
        vendor.says("cheap", Line.of("one two three four five six seven eight"));
        Door.Reply reply = ask("begun", ",\"stream\":true");
        assertThat(streamed(reply)).isEqualTo("one two three four five six seven eight");
        assertThat(events(reply))
                .allMatch(event -> !event.at("/choices/0/logprobs").isObject());
        assertThat(judgements(exchange(reply)).getFirst().path("judged").asString())
                .isEqualTo("beginning");
        vendor.says("cheap", Line.of("one two three four five six seven eight").unsure());
        Door.Reply other = ask("begun", ",\"stream\":true");
        assertThat(streamed(other)).isEqualTo("The right answer.");
        assertThat(exchange(other).path("attempts").size()).isEqualTo(2);
    }

    @Test
    void whatIsTooLongToBeHeldIsJudgedByItsBeginning() {
        vendor.says("cheap", Line.of("one two three four five six seven eight"));
        Door.Reply reply = ask("tight", ",\"stream\":true");
        assertThat(streamed(reply)).isEqualTo("one two three four five six seven eight");
        assertThat(judgements(exchange(reply)).getFirst().path("judged").asString())
                .isEqualTo("beginning");
    }

    @Test
    void anAnswerOfTheWrongFormGoesOn() {
        vendor.says("dear", Line.of("{\"age\": 7}"));
        String schema = ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\",\"schema\":"
                + "{\"type\":\"object\",\"required\":[\"age\"],\"properties\":{\"age\":{\"type\":\"integer\"}}}}}";
        for (String wrong : List.of("seven", "{}", "{\"age\": \"7\"}", "{\"age\": 7} indeed", "[]")) {
            vendor.says("cheap", Line.of(wrong));
            Door.Reply reply = ask("form", schema);
            assertThat(said(reply)).as(wrong).isEqualTo("{\"age\": 7}");
        }
        vendor.says("cheap", Line.of("{\"age\": 8}"));
        assertThat(said(ask("form", schema))).isEqualTo("{\"age\": 8}");
        vendor.says("cheap", Line.of("a long story").ending("length"));
        Door.Reply cut = ask("form", "");
        assertThat(judgements(exchange(cut)).getFirst().path("validity").asString())
                .isEqualTo("the answer was cut off (length)");
    }

    @Test
    void aScorerSendsAnAnswerOn() {
        vendor.says("cheap", Line.of("I'm not able to help with that."));
        Door.Reply reply = ask("scored", "");
        assertThat(said(reply)).isEqualTo("The right answer.");
        assertThat(judgements(exchange(reply)).getFirst().path("reason").asString())
                .isEqualTo("scorer.certain 0.0000 is under 0.4000 (gives up)");
    }

    @Test
    void aDoubtfulAnswerIsBetterThanNone() {
        vendor.says("cheap", Line.of("Maybe this one.").unsure());
        vendor.says("dear", Line.of("").failing(500));
        assertThat(said(ask("steps", ""))).isEqualTo("Maybe this one.");
        Door.Reply stream = ask("steps", ",\"stream\":true");
        assertThat(streamed(stream)).isEqualTo("Maybe this one.");
        assertThat(exchange(stream).path("deployment").asString()).isEqualTo("vendor/cheap");
    }

    @Test
    void aFailureOfTheCheapOneIsAFailoverLikeAnyOther() {
        vendor.says("cheap", Line.of("").failing(503));
        assertThat(said(ask("steps", ""))).isEqualTo("The right answer.");
    }

    @Test
    void aVendorThatKnowsNoProbabilitiesIsAskedOnceOnly() {
        vendor.says("plain", Line.of("Fine.").withoutLogprobs());
        assertThat(said(ask("old", ""))).isEqualTo("Fine.");
        int asked = vendor.asked("plain").size();
        assertThat(said(ask("old", ""))).isEqualTo("Fine.");
        assertThat(vendor.asked("plain")).hasSize(asked + 1);
    }

    @Test
    void documentsAnswerFirstAndForNothing() {
        Door.Reply unknown = Door.of(weir).post("/v1/chat/completions", """
                        {"model": "quoted", "messages": [{"role": "user", "content": "Who won the tango contest of 1931?"}]
                        ,"weir": {"knowledge": ["weir-docs"]}}""");
        assertThat(said(unknown)).as(unknown.text()).isEqualTo("The right answer.");
        assertThat(judgements(exchange(unknown)).getFirst().path("reason").asString())
                .contains("the documents do not hold the answer");
        assertThat(unknown.json().at("/weir/citations").size()).isZero();
        Door.Reply known = Door.of(weir).post("/v1/chat/completions", """
                        {"model": "quoted", "messages": [{"role": "user", "content": "How do I back up Weir?"}]
                        ,"weir": {"knowledge": ["weir-docs"]}}""");
        assertThat(said(known)).contains("[1]");
        assertThat(exchange(known).path("deployment").asString()).isEqualTo("weir/extractive");
        assertThat(said(ask("quoted", "")))
                .as("a request without documents goes on to the model that can take it")
                .isEqualTo("The right answer.");
    }

    @Test
    void explainSaysWhatAnAnswerMustReach() {
        JsonNode explained = Door.of(weir).post("/api/routes/explain", """
                        {"model": "steps", "messages": [{"role": "user", "content": "hi"}]}""").json();
        assertThat(explained.at("/cascade/judge").asString()).isEqualTo("whole");
        assertThat(explained.at("/cascade/probability").asDouble()).isEqualTo(.8);
        assertThat(explained.at("/chosen/1/deployment").asString()).isEqualTo("vendor/dear");
    }
}
