package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Answer;
import dev.weir.simulator.Script;
import dev.weir.testkit.TestingWeir;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the Responses API keeps, refuses and leaves out, by plain HTTP. */
class ResponsesTest {
    private static final String PATH = "/v1/responses";

    private static TestingWeir weir;
    private static Door door;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start("""
                knowledge: {docs: true}
                models:
                  lenient: {deployments: [{provider: sim, model: gpt-4o-mini, lenient: true}]}
                """);
        door = Door.of(weir);
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    @BeforeEach
    void anUpstreamThatEchoes() {
        weir.simulator().clear();
        weir.upstream(Script.DEFAULT);
    }

    private static String id(Door.Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json().path("id").asString();
    }

    private static Door ofAProject(String name) {
        String project = door.post("/api/projects", "{\"name\": \"" + name + "\"}")
                .json()
                .path("id")
                .asString();
        String body = "{\"name\": \"" + name + "\", \"role\": \"developer\", \"project\": \"" + project + "\"}";
        return door.withKey(door.post("/api/keys", body).json().path("key").asString());
    }

    @Test
    void anotherProjectFindsNothing() {
        Door ours = ofAProject("ours");
        Door theirs = ofAProject("theirs");
        String id = id(ours.post(PATH, "{\"model\": \"sim/m\", \"input\": \"Our secret.\"}"));

        assertThat(ours.get(PATH + "/" + id).status()).isEqualTo(200);
        for (String path : new String[] {PATH + "/" + id, PATH + "/" + id + "/input_items"}) {
            assertThat(theirs.get(path).status()).isEqualTo(404);
        }
        assertThat(theirs.send("DELETE", PATH + "/" + id, null, java.util.Map.of())
                        .status())
                .isEqualTo(404);
        Door.Reply continued = theirs.post(
                PATH, "{\"model\": \"sim/m\", \"input\": \"Go on.\", \"previous_response_id\": \"" + id + "\"}");
        assertThat(continued.status()).isEqualTo(400);
        assertThat(continued.json().at("/error/code").asString()).isEqualTo("previous_response_not_found");
        assertThat(continued.text()).doesNotContain("secret");
    }

    @Test
    void aRestartLosesNothing() {
        String id = id(door.post(PATH, "{\"model\": \"sim/m\", \"input\": \"Remember me.\"}"));
        weir.restart();
        door = Door.of(weir);

        JsonNode found = door.get(PATH + "/" + id).json();
        assertThat(found.at("/output/0/content/0/text").asString()).isEqualTo("Remember me.");
    }

    @Test
    void inputItemsComeByPages() {
        String id = id(door.post(PATH, """
                {"model": "sim/m", "input": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"},
                 {"role": "user", "content": [{"type": "input_text", "text": "c"}]}]}"""));

        JsonNode page =
                door.get(PATH + "/" + id + "/input_items?order=asc&limit=2").json();
        assertThat(page.at("/data/0/content/0/text").asString()).isEqualTo("a");
        assertThat(page.path("has_more").asBoolean()).isTrue();
        JsonNode rest = door.get(PATH + "/" + id + "/input_items?order=asc&after="
                        + page.path("last_id").asString())
                .json();
        assertThat(rest.at("/data/0/content/0/text").asString()).isEqualTo("c");
        assertThat(rest.path("has_more").asBoolean()).isFalse();
        assertThat(door.send("POST", PATH + "/" + id + "/cancel", "", java.util.Map.of())
                        .json()
                        .at("/error/message")
                        .asString())
                .contains("Cannot cancel");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void quotesFromDocumentsAreAnnotations(boolean stream) {
        Door.Reply reply = door.post(
                PATH,
                "{\"model\": \"weir/extractive\", \"input\": \"How do I back up Weir?\", \"stream\": " + stream
                        + ", \"weir\": {\"knowledge\": [\"weir-docs\"]}}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        JsonNode response = stream
                ? JsonMapper.shared()
                        .readTree(reply.text()
                                .lines()
                                .filter(line -> line.contains("\"response.completed\""))
                                .findFirst()
                                .orElseThrow()
                                .substring(6))
                : reply.json();
        JsonNode weirs = response.path("weir");
        JsonNode part = (stream ? response.path("response") : response).at("/output/0/content/0");

        assertThat(part.path("text").asString()).contains("[1]");
        assertThat(part.at("/annotations/0/type").asString()).isEqualTo("file_citation");
        assertThat(part.at("/annotations/0/file_id").asString())
                .isEqualTo(weirs.at("/citations/0/document_id").asString());
        assertThat(weirs.path("exchange_id").asString()).isEqualTo(reply.header("x-weir-exchange-id"));
        if (stream) {
            assertThat(reply.text()).contains("event: response.output_text.annotation.added");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"input\": 7 | input",
                "\"input\": [7] | input[0]",
                "\"input\": [{\"content\": \"a\"}] | input[0].type",
                "\"input\": [{\"role\": \"usr\", \"content\": \"a\"}] | input[0].role",
                "\"input\": [{\"role\": \"user\"}] | input[0].content",
                "\"input\": [{\"role\": \"user\", \"content\": [{\"text\": \"a\"}]}] | input[0].content[0].type",
                "\"input\": [{\"role\": \"user\", \"content\": [{\"type\": \"input_text\"}]}] | input[0].content[0].text",
                "\"input\": [{\"type\": \"function_call_output\", \"call_id\": \"c\", \"output\": \"x\"}] | input[0].call_id",
                "\"input\": [{\"type\": \"function_call\", \"call_id\": \"c\", \"name\": \"f\"}] | input[0].arguments",
                "\"input\": [{\"type\": \"item_reference\", \"id\": \"msg_1\"}] | input[0].type",
                "\"input\": [] | input",
                "\"instructions\": \"a\" | input",
                "\"input\": \"a\", \"stream\": 1 | stream",
                "\"input\": \"a\", \"store\": \"no\" | store",
                "\"input\": \"a\", \"temperature\": \"hot\" | temperature",
                "\"input\": \"a\", \"max_output_tokens\": 0 | max_output_tokens",
                "\"input\": \"a\", \"previous_response_id\": 3 | previous_response_id",
                "\"input\": \"a\", \"previous_response_id\": \"resp_none\" | previous_response_id",
                "\"input\": \"a\", \"background\": true | background",
                "\"input\": \"a\", \"conversation\": \"conv_1\" | conversation",
                "\"input\": \"a\", \"prompt\": {\"id\": \"p\", \"version\": \"2\", \"variables\": {}} | prompt",
                "\"input\": \"a\", \"tools\": [{\"name\": \"f\"}] | tools[0].type",
                "\"input\": \"a\", \"tools\": [{\"type\": \"function\"}] | tools[0].name",
                "\"input\": \"a\", \"tools\": [{\"type\": \"web_search\"}] | tools[0]",
                "\"input\": \"a\", \"top_logprobs\": 2 | top_logprobs",
                "\"input\": \"a\", \"text\": {\"format\": {\"type\": \"grammar\"}} | text.format",
                "\"input\": \"a\", \"input\": \"b\" | input",
                "\"input\": \"a\", \"weir\": {\"knowlege\": []} | weir.knowlege",
            })
    void whatIsWrongIsNamedByItsPlace(String members, String field) {
        Door.Reply reply = door.post(PATH, "{\"model\": \"sim/m\", " + members + "}");

        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        JsonNode error = reply.json().path("error");
        assertThat(error.path("param").asString()).isEqualTo(field);
        assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
        assertThat(weir.simulator().served()).isEmpty();
    }

    @Test
    void placesAreTheCallersOwnWhenTurnsStandBefore() {
        String id = id(door.post(PATH, "{\"model\": \"sim/m\", \"input\": \"One.\"}"));
        String continued = ", \"previous_response_id\": \"" + id + "\"}";

        Door.Reply reply = door.post(
                PATH,
                "{\"model\": \"sim/m\", \"input\": [{\"type\": \"function_call_output\", \"call_id\": \"c\","
                        + " \"output\": \"x\"}]" + continued);
        assertThat(reply.json().at("/error/param").asString()).isEqualTo("input[0].call_id");
        assertThat(reply.json().at("/error/message").asString()).contains("'input[0].call_id'");
    }

    @Test
    void whatIsLeftOutIsListed() {
        weir.upstream(Script.saying(new Answer.Fixed("Yes.")));
        Door.Reply reply = door.post(
                PATH,
                "{\"model\": \"lenient\", \"input\": \"a\", \"tools\": [{\"type\": \"web_search\"}],"
                        + " \"truncation\": \"auto\"}");

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.header("x-weir-dropped")).contains("tools[0]").contains("truncation");
    }
}
