package dev.weir.tests;

import static dev.weir.tests.MirrorBed.SECRET;
import static dev.weir.tests.MirrorBed.THEIR_KEY;
import static dev.weir.tests.MirrorBed.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Answer;
import dev.weir.simulator.Fault;
import dev.weir.simulator.FaultRule;
import dev.weir.simulator.Script;
import dev.weir.simulator.Served;
import dev.weir.simulator.UsageNumbers;
import dev.weir.tests.MirrorBed.Outcome;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** What a mirror says of two answers: how they differ, what they cost, and nothing of what they say. */
class MirrorTest {
    @RegisterExtension
    static final MirrorBed bed = new MirrorBed();

    @Test
    void equalAnswersGiveNoDifference() throws Exception {
        Outcome seen = bed.mirrored(
                bed.otherUrl(),
                5,
                door -> {
                    assertThat(door.post("/v1/chat/completions", chat("")).text())
                            .contains("Hello there, friend.");
                    assertThat(door.post("/v1/chat/completions", chat(", \"stream\": true"))
                                    .text())
                            .contains("data: [DONE]");
                    door.post(
                            "/v1/chat/completions",
                            chat(", \"stream\": true, \"stream_options\": {\"include_usage\": true}"));
                    door.post("/v1/embeddings", "{\"model\": \"theirs\", \"input\": \"red\"}");
                    door.post(
                            "/v1/messages",
                            "{\"model\": \"opus\", \"max_tokens\": 9, \"stream\": true, \"messages\": [{\"role\":"
                                    + " \"user\", \"content\": \"x\"}]}");
                    assertThat(door.get("/v1/models").status()).isEqualTo(200);
                },
                "--map",
                "theirs=ours");

        assertThat(seen.differences()).isEmpty();
        assertThat(seen.exit()).isZero();
        assertThat(seen.summary().path("compared").asInt()).isEqualTo(5);
        assertThat(seen.summary().path("equal").asInt()).isEqualTo(5);
        assertThat(seen.summary().path("passed").asInt()).isEqualTo(6);
        assertThat(seen.summary().at("/their_tokens/output").asInt())
                .isPositive()
                .isEqualTo(seen.summary().at("/weir_tokens/output").asInt());
        assertThat(seen.summary().at("/total/weir_p50").asDouble()).isPositive();
        assertThat(seen.all()).doesNotContain(THEIR_KEY, SECRET, "friend");
        assertThat(bed.weir().simulator().served()).extracting(Served::model).containsOnly("one");
        assertThat(bed.other().served())
                .extracting(Served::model)
                .contains("theirs", "opus")
                .doesNotContain("one");
    }

    @Test
    void whatDiffersIsNamedWithoutContent() throws Exception {
        bed.other()
                .script(Script.DEFAULT.withFault(FaultRule.always(new Fault.Status(
                        200, Map.of("content-type", "application/json", "x-litellm-response-cost", "0.25"), """
                {"id": "x", "object": "chat.completion", "created": "now", "model": "m", "provider_specific": {"a": 1},
                 "choices": [{"index": 0, "finish_reason": "length",
                   "message": {"role": "assistant", "content": "Hello there, friend."}}],
                 "usage": {"prompt_tokens": 7, "completion_tokens": 99, "total_tokens": 106}}"""))));

        Outcome seen = bed.mirrored(
                bed.otherUrl(),
                1,
                door -> assertThat(door.post("/v1/chat/completions", chat("")).header("x-litellm-response-cost"))
                        .isEqualTo("0.25"),
                "--map",
                "theirs=ours");

        assertThat(seen.exit()).isEqualTo(1);
        assertThat(seen.differences())
                .contains("missing provider_specific object -", "type created string number", "finish length stop")
                .anyMatch(line -> line.matches("tokens input 7 \\d+"))
                .anyMatch(line -> line.matches("tokens output 99 \\d+"));
        assertThat(seen.summary().at("/differences/finish").asInt()).isEqualTo(1);
        assertThat(seen.summary().path("priced").asInt()).isEqualTo(1);
        assertThat(seen.summary().path("their_cost").decimalValue()).isEqualByComparingTo("0.25");
        assertThat(seen.summary().path("weir_cost").decimalValue()).isPositive();
        assertThat(seen.all()).doesNotContain(SECRET, "friend");
    }

    @Test
    void theSameTokensAtAnotherPriceAreFound() throws Exception {
        String answer = """
                {"id": "x", "object": "chat.completion", "created": 1, "model": "m", "choices": [{"index": 0,
                 "finish_reason": "stop", "message": {"role": "assistant", "content": "a"}}],
                 "usage": {"prompt_tokens": 1000, "completion_tokens": 500, "total_tokens": 1500}}""";
        bed.weir().upstream(answering(answer, Map.of()));
        bed.other().script(answering(answer, Map.of("x-litellm-response-cost", "0.003")));

        Outcome seen = bed.mirrored(
                bed.otherUrl(), 1, door -> door.post("/v1/chat/completions", chat("")), "--map", "theirs=ours");

        assertThat(seen.differences()).containsExactly("cost $0.003 $0.002");
        assertThat(seen.exchanges().getFirst().at("/weir/exchange").asString()).startsWith("ex_");
    }

    private static Script answering(String body, Map<String, String> headers) {
        Map<String, String> all = new ConcurrentHashMap<>(headers);
        all.put("content-type", "application/json");
        return Script.DEFAULT.withFault(FaultRule.always(new Fault.Status(200, all, body)));
    }

    @Test
    void eventsOfStreamsAreComparedByOrderAndKind() throws Exception {
        bed.other()
                .script(Script.DEFAULT.withStandard(Script.saying(new Answer.Fixed("Hello there, friend."))
                        .standard()
                        .withUsage(new UsageNumbers(null, null, 0, 0, UsageNumbers.Placement.NEVER))));

        Outcome seen = bed.mirrored(
                bed.otherUrl(),
                1,
                door -> door.post(
                        "/v1/chat/completions",
                        chat(", \"stream\": true, \"stream_options\": {\"include_usage\": true}")),
                "--map",
                "theirs=ours",
                "--ignore",
                "usage");

        assertThat(seen.differences()).containsExactly("events after finish [DONE] usage");
    }

    @Test
    void whatCallersBringInTheBodyAsCredentialsStaysThere() throws Exception {
        bed.mirrored(
                bed.otherUrl(),
                1,
                door -> door.post(
                        "/v1/chat/completions",
                        chat(", \"api_key\": \"" + THEIR_KEY
                                + "\", \"api_base\": \"http://x\", \"fallbacks\": [{\"model\": \"b\","
                                + " \"api_key\": \"" + THEIR_KEY + "\"}]")),
                "--map",
                "theirs=ours");

        JsonNode exchange = Door.of(bed.weir())
                .get("/api/exchanges?limit=1")
                .json()
                .path("data")
                .path(0);
        assertThat(Door.of(bed.weir())
                        .get("/api/exchanges/" + exchange.path("id").asString())
                        .text())
                .contains(SECRET)
                .doesNotContain(THEIR_KEY, "http://x");
    }
}
