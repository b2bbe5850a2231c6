package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Answer;
import dev.weir.simulator.Script;
import dev.weir.simulator.SimulatorOptions;
import dev.weir.testkit.TestingWeir;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** An answer that does not keep to its schema is never taken for one that does. */
class StructuredOutputTest {
    private static final String GOOD = "{\"name\": \"Ada\", \"age\": 36}";
    private static final String BAD = "{\"name\": \"Ada\", \"age\": \"thirty-six\"}";

    private static final String SCHEMA = """
            {"type": "object", "properties": {"name": {"type": "string"}, "age": {"type": "integer"}}, "required": ["name", "age"], "additionalProperties": false}""";

    private static TestingWeir weir;
    private static Door door;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start("""
                  ant: {kind: anthropic, base_url: 'SIMULATOR', api_key: none, allow_private: true}
                models:
                  plain: {deployments: [{provider: sim, model: gpt-4o-mini}]}
                  faithful: {deployments: [{provider: sim, model: gpt-4o-mini, capabilities: [structured_output]}]}
                  strictly: {deployments: [{provider: sim, model: gpt-4o-mini, capabilities: [structured_output]}], validate: on}
                  unchecked: {deployments: [{provider: sim, model: gpt-4o-mini}], validate: off}
                  mending: {deployments: [{provider: sim, model: gpt-4o-mini}], repair: true}
                  claude: {deployments: [{provider: ant, model: claude-haiku-4-5}]}
                """, SimulatorOptions.defaults().withKeepBodies(true));
        door = Door.of(weir);
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    @BeforeEach
    void clear() {
        weir.simulator().clear();
    }

    private static void says(String text) {
        weir.upstream(Script.saying(new Answer.Fixed(text)));
    }

    /** Says one thing first and another when it is asked again. */
    private static void mends(String first, String then) {
        AtomicInteger asked = new AtomicInteger();
        weir.upstream(Script.saying(new Answer.Computed(request -> asked.getAndIncrement() == 0 ? first : then)));
    }

    private static String body(String model, String more) {
        return """
                {"model": "%s", "messages": [{"role": "user", "content": "Who?"}], "response_format": {"type": "json_schema", "json_schema": {"name": "person", "schema": %s}}%s}""".formatted(model, SCHEMA, more);
    }

    private static Door.Reply ask(String model, String more) {
        return door.post("/v1/chat/completions", body(model, more));
    }

    @Test
    void anAnswerThatKeepsToItsSchemaPasses() {
        says(GOOD);

        Door.Reply reply = ask("plain", "");

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.json().at("/choices/0/message/content").asString()).isEqualTo(GOOD);
        assertThat(reply.header("x-weir-repaired")).isEmpty();
    }

    @Test
    void anAnswerThatDoesNotIsRefusedWithItsFault() {
        says(BAD);

        Door.Reply reply = ask("plain", "");

        assertThat(reply.status()).isEqualTo(422);
        JsonNode error = reply.json().path("error");
        assertThat(error.path("code").asString()).isEqualTo("invalid_structured_output");
        assertThat(error.path("param").asString()).isEqualTo("response_format.json_schema.schema");
        assertThat(error.path("message").asString()).contains("$.age").contains("integer");
        JsonNode exchange = exchange(reply);
        assertThat(exchange.path("status").asString()).isEqualTo("error");
        assertThat(exchange.at("/usage/output_tokens").asLong()).isPositive();
    }

    private static JsonNode exchange(Door.Reply reply) {
        return door.get("/api/exchanges/" + reply.header("x-weir-exchange-id")).json();
    }

    @Test
    void whatIsNotEvenJsonIsRefused() {
        says("Sure! Ada is 36.");

        assertThat(ask("plain", "").json().at("/error/message").asString()).contains("not JSON");
    }

    @Test
    void deploymentsThatPromiseAreBelievedUnlessTheModelSaysOtherwise() {
        says(BAD);

        assertThat(ask("faithful", "").status()).isEqualTo(200);
        assertThat(ask("strictly", "").status()).isEqualTo(422);
        assertThat(ask("unchecked", "").status()).isEqualTo(200);
    }

    @Test
    void aStreamThatDoesNotKeepToItEndsWithAnError() {
        says(BAD);

        String stream = ask("plain", ", \"stream\": true").text();

        assertThat(stream).contains("Ada").contains("invalid_structured_output");
        assertThat(stream).doesNotContain("[DONE]").doesNotContain("\"finish_reason\":\"stop\"");
    }

    @Test
    void aStreamThatDoesPassesWhole() {
        says(GOOD);

        String stream = ask("plain", ", \"stream\": true").text();

        assertThat(stream).contains("\"finish_reason\":\"stop\"").endsWith("data: [DONE]\n\n");
    }

    @Test
    void oneRepairIsMadeWhenAskedFor() {
        mends(BAD, GOOD);

        Door.Reply reply = ask("plain", ", \"weir\": {\"repair\": true}");

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.json().at("/choices/0/message/content").asString()).isEqualTo(GOOD);
        assertThat(reply.header("x-weir-repaired")).isEqualTo("1");
        assertThat(reply.json().at("/weir/repaired").asBoolean()).isTrue();
        assertThat(weir.simulator().served()).hasSize(2);
        assertThat(weir.simulator().served().getLast().body())
                .contains("does not keep to the JSON Schema")
                .contains("thirty-six");
        JsonNode exchange = exchange(reply);
        assertThat(exchange.path("attempts")).hasSize(2);
        assertThat(exchange.at("/usage/output_tokens").asLong())
                .isEqualTo(weir.simulator().served().stream()
                        .mapToLong(one -> one.completionTokens())
                        .sum());
        assertThat(exchange.path("spans").toString()).contains("repair");
    }

    @Test
    void aRepairIsMadeOnlyOnce() {
        says(BAD);

        Door.Reply reply = ask("mending", "");

        assertThat(reply.status()).isEqualTo(422);
        assertThat(weir.simulator().served()).hasSize(2);
    }

    @Test
    void aStreamIsRepairedBeforeAnythingIsPassedOn() {
        mends(BAD, GOOD);

        Door.Reply reply = ask("mending", ", \"stream\": true");

        assertThat(reply.header("x-weir-repaired")).isEqualTo("1");
        assertThat(reply.text()).doesNotContain("thirty").endsWith("data: [DONE]\n\n");
    }

    @Test
    void aSchemaThatIsNoneIsRefusedByItsPlace() {
        says(GOOD);

        for (List<String> wrong : List.of(
                List.of("{\"type\": \"objekt\"}", "response_format.json_schema.schema.type"),
                List.of("[1]", "response_format.json_schema.schema"),
                List.of(
                        "{\"properties\": {\"a\": {\"minimum\": \"1\"}}}",
                        "response_format.json_schema.schema.properties.a.minimum"),
                List.of("{\"pattern\": \"(\"}", "response_format.json_schema.schema"),
                List.of("{\"$ref\": \"http://169.254.169.254/x\"}", "response_format.json_schema.schema"),
                List.of("{\"$ref\": \"#/$defs/none\"}", "response_format.json_schema.schema"))) {
            Door.Reply reply =
                    door.post("/v1/chat/completions", body("plain", "").replace(SCHEMA, wrong.getFirst()));
            assertThat(reply.status()).as(wrong + reply.text()).isEqualTo(400);
            assertThat(reply.json().at("/error/param").asString()).isEqualTo(wrong.getLast());
        }
        assertThat(weir.simulator().served()).isEmpty();
    }

    @Test
    void aPatternCannotKeepWeirBusy() {
        says("{\"name\": \"" + "a".repeat(5000) + "!\"}");

        Door.Reply reply = door.post(
                "/v1/chat/completions",
                body("plain", "").replace(SCHEMA, "{\"properties\": {\"name\": {\"pattern\": \"^(a+)+$\"}}}"));

        assertThat(reply.status()).isEqualTo(422);
    }

    @Test
    void aSchemaCannotKeepWeirBusy() {
        says("{}");
        StringBuilder defs = new StringBuilder("\"d40\": {\"type\": \"object\"}");
        for (int i = 0; i < 40; i++) {
            String next = "{\"$ref\": \"#/$defs/d" + (i + 1) + "\"}";
            defs.append(", \"d")
                    .append(i)
                    .append("\": {\"allOf\": [")
                    .append(next)
                    .append(", ")
                    .append(next)
                    .append("]}");
        }

        Door.Reply reply = door.post(
                "/v1/chat/completions",
                body("plain", "").replace(SCHEMA, "{\"$ref\": \"#/$defs/d0\", \"$defs\": {" + defs + "}}"));

        assertThat(reply.status()).as(reply.text()).isBetween(400, 422);
        assertThat(door.post("/v1/chat/completions", body("plain", "").replace(SCHEMA, "{\"$ref\": \"#\"}"))
                        .status())
                .isBetween(400, 422);
    }

    @Test
    void strictToolsAreHeldToTheirSchemas() {
        String body = """
                {"model": "plain", "messages": [{"role": "user", "content": "Who?"}], "tools": [{"type": "function", "function": {"name": "find", "strict": true, "parameters": %s}}]}""".formatted(SCHEMA);
        weir.upstream(Script.saying(new Answer.Tools(BAD, "done")));
        Door.Reply bad = door.post("/v1/chat/completions", body);
        weir.upstream(Script.saying(new Answer.Tools(GOOD, "done")));
        Door.Reply good = door.post("/v1/chat/completions", body);

        assertThat(bad.status()).isEqualTo(422);
        assertThat(bad.json().at("/error/param").asString()).isEqualTo("tools[0].function.parameters");
        assertThat(good.status()).as(good.text()).isEqualTo(200);
        assertThat(door.post("/v1/chat/completions", body.replace("\"strict\": true", "\"strict\": false"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void anthropicsStreamEndsWithAnErrorEvent() {
        says(BAD);

        Door.Reply reply = door.post("/v1/messages", """
                {"model": "claude", "max_tokens": 100, "stream": true, "messages": [{"role": "user", "content": "Who?"}], "output_config": {"format": {"type": "json_schema", "schema": %s}}}""".formatted(SCHEMA));

        assertThat(reply.text()).contains("event: error").contains("output_config.format.schema");
        assertThat(reply.text()).doesNotContain("message_stop").doesNotContain("end_turn");
    }
}
