package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.TestingWeir;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Every refusal under {@code /v1/messages} is Anthropic's, says what was wrong, and where. */
class AnthropicBadInputTest {
    private static final String MESSAGES = "/v1/messages";

    private static TestingWeir weir;
    private static Door door;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start(
                "  claude: {kind: anthropic, base_url: 'SIMULATOR', api_key: secret, allow_private: true}\n");
        door = Door.of(weir);
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    /** Asserts what holds for every error, and gives its message. */
    private static String error(Door.Reply reply, int status, String type) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        JsonNode body = reply.json();
        assertThat(body.path("type").asString()).isEqualTo("error");
        assertThat(body.at("/error/type").asString()).isEqualTo(type);
        assertThat(body.path("request_id").asString())
                .isEqualTo(reply.header("x-request-id"))
                .isEqualTo(reply.header("request-id"));
        String message = body.at("/error/message").asString();
        assertThat(message).hasSizeGreaterThan(15).doesNotContainPattern("\\w+Exception");
        return message;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model | {'max_tokens': 9, 'messages': [{'role': 'user', 'content': 'Hi'}]}",
                "model | {'model': 7, 'max_tokens': 9, 'messages': [{'role': 'user', 'content': 'Hi'}]}",
                "max_tokens | {'model': 'M', 'messages': [{'role': 'user', 'content': 'Hi'}]}",
                "max_tokens | {'model': 'M', 'max_tokens': 0, 'messages': [{'role': 'user', 'content': 'Hi'}]}",
                "max_tokens | {'model': 'M', 'max_tokens': 'x', 'messages': [{'role': 'user', 'content': 'Hi'}]}",
                "messages | {'model': 'M', 'max_tokens': 9}",
                "messages | {'model': 'M', 'max_tokens': 9, 'messages': []}",
                "messages | {'model': 'M', 'max_tokens': 9, 'messages': 'Hi'}",
                "messages.0 | {'model': 'M', 'max_tokens': 9, 'messages': ['Hi']}",
                "messages.0.role | {'model': 'M', 'max_tokens': 9, 'messages': [{'role': 'system', 'content': 'Hi'}]}",
                "messages.0.role | {'model': 'M', 'max_tokens': 9, 'messages': [{'content': 'Hi'}]}",
                "messages.0.content | {'model': 'M', 'max_tokens': 9, 'messages': [{'role': 'user'}]}",
                "messages.0.content | {'model': 'M', 'max_tokens': 9, 'messages': [{'role': 'user', 'content': 7}]}",
                "messages.0.content.0.type | {'model': 'M', 'max_tokens': 9, 'messages': [{'role': 'user', 'content': [{}]}]}",
                "messages.0.content.0.text | {'model': 'M', 'max_tokens': 9, 'messages': [{'role': 'user', 'content': [{'type': 'text'}]}]}",
                "messages.0.content.0.source | {'model': 'M', 'max_tokens': 9, 'messages': [{'role': 'user', 'content': [{'type': 'image'}]}]}",
                "messages.0.content.0.tool_use_id | {'model': 'M', 'max_tokens': 9, 'messages': [{'role': 'user', 'content': [{'type': 'tool_result', 'tool_use_id': 't'}]}]}",
                "messages.0.content.0.type | {'model': 'M', 'max_tokens': 9, 'messages': [{'role': 'user', 'content': [{'type': 'tool_use', 'id': 't', 'name': 'n', 'input': {}}]}]}",
                "system | {'model': 'M', 'max_tokens': 9, 'system': 7, 'messages': [{'role': 'user', 'content': 'Hi'}]}",
                "stream | {'model': 'M', 'max_tokens': 9, 'stream': 'yes', 'messages': [{'role': 'user', 'content': 'Hi'}]}",
                "temperature | {'model': 'M', 'max_tokens': 9, 'temperature': 'hot', 'messages': [{'role': 'user', 'content': 'Hi'}]}",
                "stop_sequences.0 | {'model': 'M', 'max_tokens': 9, 'stop_sequences': [7], 'messages': [{'role': 'user', 'content': 'Hi'}]}",
                "tools.0.name | {'model': 'M', 'max_tokens': 9, 'tools': [{}], 'messages': [{'role': 'user', 'content': 'Hi'}]}",
                "tool_choice.type | {'model': 'M', 'max_tokens': 9, 'tool_choice': {}, 'messages': [{'role': 'user', 'content': 'Hi'}]}",
                "weir.nowledge | {'model': 'M', 'max_tokens': 9, 'weir': {'nowledge': 'x'}, 'messages': [{'role': 'user', 'content': 'Hi'}]}",
                "max_tokens | {'model': 'M', 'max_tokens': 9, 'max_tokens': 8, 'messages': [{'role': 'user', 'content': 'Hi'}]}",
            })
    void mistakesAreNamedByTheirPlace(String field, String body) {
        String json = body.replace('\'', '"').replace("\"M\"", "\"claude/claude-opus-5\"");

        assertThat(error(door.post(MESSAGES, json), 400, "invalid_request_error"))
                .contains(field);
        assertThat(weir.simulator().served()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "not JSON", "\u0000", "{\"model\": \"a\u0000\"}", "{} {}"})
    void whatIsNoRequestIsRefused(String body) {
        error(door.post(MESSAGES, body), 400, "invalid_request_error");
    }

    @Test
    void deepNestingIsRefused() {
        String deep = "{\"model\": \"m\", \"x\": " + "[".repeat(5000) + "]".repeat(5000) + "}";

        assertThat(error(door.post(MESSAGES, deep), 400, "invalid_request_error"))
                .contains("nested");
    }

    @Test
    void keysPathsAndMethodsAreRefusedInTheSameWords() {
        error(door.withKey(null).post(MESSAGES, "{}"), 401, "authentication_error");
        error(door.withKey("weir-wrong").post(MESSAGES + "/count_tokens", "{}"), 401, "authentication_error");
        error(door.post(MESSAGES + "/nothing", "{}"), 404, "not_found_error");
        error(door.get(MESSAGES), 405, "invalid_request_error");
        error(
                door.post(
                        MESSAGES,
                        "{\"model\": \"none\", \"max_tokens\": 9, \"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]}"),
                404,
                "not_found_error");
        assertThat(door.post("/v1/nothing", "{}").json().at("/error/code").asString())
                .isEqualTo("not_found");
    }

    @Test
    void theKeyMayComeInAnthropicsHeader() {
        Door.Reply reply = door.withKey(null)
                .send(
                        "POST",
                        MESSAGES,
                        "{\"model\": \"claude/m\", \"max_tokens\": 9, \"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]}",
                        Map.of("x-api-key", weir.adminKey(), "anthropic-version", "2023-06-01"));

        assertThat(reply.status()).isEqualTo(200);
        weir.simulator().clear();
    }
}
