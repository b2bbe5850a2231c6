package dev.weir.tests;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.TestingWeir;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every way a request can be malformed, at every route that takes JSON, streaming and not: the answer is a 4xx in the
 * dialect of the route that names the place, nothing goes to a provider, no exchange is begun, and the connection takes
 * the next request. All cases use one connection.
 */
class MalformedRequestsTest {
    private static final Map<String, String> GOOD = Map.of(
            "/v1/chat/completions",
            "{'model': 'sim/m', 'messages': [{'role': 'user', 'content': 'Hello'}]}",
            "/v1/completions",
            "{'model': 'sim/m', 'prompt': 'Hello'}",
            "/v1/responses",
            "{'model': 'sim/m', 'input': 'Hello'}",
            "/v1/embeddings",
            "{'model': 'sim/m', 'input': 'Hello'}",
            "/v1/moderations",
            "{'model': 'sim/m', 'input': 'Hello'}",
            "/v1/rerank",
            "{'model': 'sim/m', 'query': 'Hello', 'documents': ['a', 'b']}",
            "/v1/messages",
            "{'model': 'sim/m', 'max_tokens': 9, 'messages': [{'role': 'user', 'content': 'Hello'}]}",
            "/v1/messages/count_tokens",
            "{'model': 'sim/m', 'messages': [{'role': 'user', 'content': 'Hello'}]}",
            "/v1/batches",
            "{'input_file_id': 'Hello', 'endpoint': '/v1/chat/completions', 'completion_window': '24h'}");

    private static final Map<String, String> SHORT = Map.of(
            "chat", "/v1/chat/completions",
            "completions", "/v1/completions",
            "responses", "/v1/responses",
            "embeddings", "/v1/embeddings",
            "moderations", "/v1/moderations",
            "rerank", "/v1/rerank",
            "messages", "/v1/messages",
            "count", "/v1/messages/count_tokens",
            "batches", "/v1/batches");

    private static TestingWeir weir;
    private static Wire wire;

    @BeforeAll
    static void start() throws IOException {
        weir = TestingWeir.start("server: {max_image: 1KB}\n");
        wire = new Wire(weir.weir().port());
    }

    /** Whatever was tried, no provider was called, and no exchange was begun. */
    @AfterAll
    static void stop() throws IOException {
        try {
            assertThat(weir.simulator().served()).isEmpty();
            assertThat(Door.of(weir).get("/api/exchanges").json().path("data")).isEmpty();
        } finally {
            wire.close();
            weir.close();
        }
    }

    /** What can be done to the bytes of any good body. */
    private enum Damage {
        EMPTY(400, body -> new byte[0]),
        BLANK(400, body -> bytes(" \r\n\t ")),
        NO_JSON(400, body -> bytes("model=sim/m&input=Hello")),
        CUT(400, body -> Arrays.copyOf(body, body.length - 1)),
        CUT_IN_A_STRING(400, body -> Arrays.copyOf(body, text(body).indexOf("Hello") + 2)),
        A_LIST(400, body -> bytes("[" + text(body) + "]")),
        A_STRING(400, body -> bytes("\"Hello\"")),
        NULL(400, body -> bytes("null")),
        TRAILING_GARBAGE(400, body -> bytes(text(body) + " x")),
        TWO_BODIES(400, body -> bytes(text(body) + text(body))),
        TRAILING_COMMA(400, body -> bytes(text(body).replaceFirst("}$", ",}"))),
        SINGLE_QUOTES(400, body -> bytes(text(body).replace('"', '\''))),
        COMMENT(400, body -> bytes("/* no */" + text(body))),
        NUL_BYTE(400, body -> bytes(text(body).replace("Hello", "Hel\u0000lo"))),
        NUL_AFTER(400, body -> bytes(text(body) + "\u0000")),
        CONTROL_CHARACTER(400, body -> bytes(text(body).replace("Hello", "Hel\u0007lo"))),
        BYTE_ORDER_MARK(400, body -> bytes("\ufeff" + text(body))),
        UTF_16(400, body -> text(body).getBytes(UTF_16LE)),
        LATIN_1(400, body -> replaced(body, 0xE4)),
        OVERLONG_UTF_8(400, body -> replaced(body, 0xC0, 0xAF)),
        SURROGATE_IN_UTF_8(400, body -> replaced(body, 0xED, 0xA0, 0x80)),
        CUT_UTF_8(400, body -> replaced(body, 0xE2, 0x82)),
        BEYOND_UNICODE(400, body -> replaced(body, 0xF4, 0x90, 0x80, 0x80)),
        LONE_HIGH_SURROGATE(400, body -> bytes(text(body).replace("Hello", "\\ud83d!"))),
        LONE_LOW_SURROGATE(400, body -> bytes(text(body).replace("Hello", "\\ude00"))),
        HIGH_SURROGATE_AT_THE_END(400, body -> bytes(text(body).replace("Hello", "\\ud83d"))),
        HALF_AN_ESCAPE(400, body -> bytes(text(body).replace("Hello", "\\u00"))),
        UNKNOWN_ESCAPE(400, body -> bytes(text(body).replace("Hello", "\\x41"))),
        NOT_A_NUMBER(400, body -> with(body, "NaN")),
        INFINITE(400, body -> with(body, "-Infinity")),
        LEADING_ZERO(400, body -> with(body, "007")),
        HEXADECIMAL(400, body -> with(body, "0x10")),
        HALF_A_NUMBER(400, body -> with(body, "1e")),
        DEEP_LISTS(400, body -> with(body, "[".repeat(60_000) + "]".repeat(60_000))),
        DEEP_OBJECTS(400, body -> with(body, "{\"x\":".repeat(60_000) + "1" + "}".repeat(60_000))),
        DEEP_AND_CUT(400, body -> with(body, "[".repeat(60_000))),
        LONG_NAME(400, body -> bytes(text(body).replaceFirst("\\{", "{\"" + "n".repeat(60_000) + "\": 1,"))),
        LONG_NUMBER(400, body -> with(body, "0." + "1".repeat(5000))),
        LONG_REPEATED_NAME(
                400,
                body -> bytes(text(body)
                        .replaceFirst("\\{", "{\"" + "n".repeat(40_000) + "\": 1, \"" + "n".repeat(40_000) + "\": 2,"))),
        REPEATED_NAME(400, body -> bytes(text(body).replaceFirst("\\{", "{\"x\": 1, \"x\": 2,"))),
        REPEATED_NAME_ESCAPED(400, body -> bytes(text(body).replaceFirst("\\{", "{\"xy\": 1, \"\\\\u0078y\": 2,"))),
        REPEATED_NAME_INSIDE(400, body -> with(body, "{\"a\": [{\"b\": 1, \"b\": 2}]}"));

        private final int status;
        private final UnaryOperator<byte[]> change;

        Damage(int status, UnaryOperator<byte[]> change) {
            this.status = status;
            this.change = change;
        }

        private static byte[] with(byte[] body, String value) {
            return bytes(text(body).replaceFirst("\\{", "{\"x\": " + value + ","));
        }

        private static byte[] replaced(byte[] body, int... wrong) {
            int at = text(body).indexOf("Hello");
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.write(body, 0, at + 2);
            Arrays.stream(wrong).forEach(all::write);
            all.write(body, at + 2, body.length - at - 2);
            return all.toByteArray();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    private static ObjectNode good(String path) {
        return (ObjectNode)
                JsonMapper.shared().readTree(requireNonNull(GOOD.get(path)).replace('\'', '"'));
    }

    static Stream<Arguments> everyDamageEverywhere() {
        return GOOD.keySet().stream()
                .sorted()
                .flatMap(path -> Arrays.stream(Damage.values()).map(damage -> Arguments.of(path, damage)));
    }

    @ParameterizedTest
    @MethodSource("everyDamageEverywhere")
    void whatIsNoJsonOfOneMeaningIsRefused(String path, Damage damage) throws IOException {
        for (boolean stream : streams(path) ? List.of(false, true) : List.of(false)) {
            ObjectNode good = good(path);
            if (stream) {
                good.put("stream", true);
            }
            Wire.Reply reply = post(path, damage.change.apply(bytes(good.toString())));

            error(path, reply, damage.status);
        }
    }

    /** A message on a socket is a request, too; the bytes that are no text cannot be sent there. */
    @Test
    void theSocketSaysTheSameAndStaysOpen() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        WebSocket socket = Door.client()
                .newWebSocketBuilder()
                .header("authorization", "Bearer " + weir.adminKey())
                .buildAsync(
                        URI.create("ws://127.0.0.1:" + weir.weir().port() + "/v1/chat/stream"),
                        new WebSocket.Listener() {
                            @Override
                            public @Nullable CompletionStage<?> onText(
                                    WebSocket from, CharSequence text, boolean last) {
                                heard.add(text.toString());
                                from.request(1);
                                return null;
                            }
                        })
                .join();
        for (Damage damage : Damage.values()) {
            byte[] body = damage.change.apply(
                    bytes(good("/v1/chat/completions").put("id", "7").toString()));
            if (!Arrays.equals(body, bytes(text(body)))) {
                continue;
            }
            socket.sendText(text(body), true).join();
            String answer = heard.poll(20, TimeUnit.SECONDS);
            assertThat(answer).as(damage.name()).isNotNull();
            JsonNode error = JsonMapper.shared().readTree(answer);

            assertThat(error.at("/error/type").asString())
                    .as("%s: %s", damage, error)
                    .isEqualTo("invalid_request_error");
        }
        socket.sendText("{\"id\": \"\\ud800\", \"model\": 7}", true).join();
        assertThat(heard.poll(20, TimeUnit.SECONDS)).contains("surrogate");
        socket.sendClose(1000, "").join();
    }

    private static boolean streams(String path) {
        return List.of("/v1/chat/completions", "/v1/completions", "/v1/responses", "/v1/messages")
                .contains(path);
    }

    private static Wire.Reply post(String path, byte[] body) throws IOException {
        Wire.Reply reply = wire.post(path, weir.adminKey(), body);
        assertThat(reply.open()).as("the connection after " + reply.text()).isTrue();
        return reply;
    }

    /** Asserts what holds for every error under {@code /v1}, and gives the path that it names and its words. */
    private static String error(String path, Wire.Reply reply, int status) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.header("content-type")).startsWith("application/json");
        JsonNode body = reply.json();
        String message = body.at("/error/message").asString();
        assertThat(message)
                .hasSizeBetween(15, 2_000)
                .doesNotContain("dev.weir", "tools.jackson", "StreamReadConstraints", "java.")
                .doesNotContainPattern("\\w+Exception");
        if (path.startsWith("/v1/messages")) {
            assertThat(body.path("type").asString()).isEqualTo("error");
            assertThat(body.at("/error/type").asString())
                    .isEqualTo(status == 413 ? "request_too_large" : "invalid_request_error");
            assertThat(body.path("request_id").asString()).isEqualTo(reply.header("request-id"));
            return message;
        }
        assertThat(body.at("/error/type").asString()).isEqualTo("invalid_request_error");
        assertThat(body.at("/error/code").asString()).isNotEmpty();
        assertThat(body.at("/error/request_id").asString()).isEqualTo(reply.header("x-request-id"));
        assertThat(body.path("error").has("param")).isTrue();
        return body.at("/error/param").asString("");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = FIELDS)
    void aFieldThatIsWrongIsNamedByItsPlace(String route, String field, String wrong) throws IOException {
        String path = requireNonNull(SHORT.get(route));
        ObjectNode body = good(path);
        ((ObjectNode) JsonMapper.shared()
                        .readTree("{" + wrong.replace('\'', '"').replace("LONG", LONG) + "}"))
                .properties()
                .forEach(member -> {
                    if (member.getValue().asString("").equals("ABSENT")) {
                        body.remove(member.getKey());
                    } else {
                        body.set(member.getKey(), member.getValue());
                    }
                });
        for (boolean stream : streams(path) && !body.has("stream") ? List.of(false, true) : List.of(false)) {
            if (stream) {
                body.put("stream", true);
            }
            String named = error(path, post(path, bytes(body.toString())), 400);

            if (path.startsWith("/v1/messages")) {
                assertThat(named)
                        .containsPattern(
                                "(^|[^\\w.])" + Pattern.quote(field) + "($|[^\\w.])|" + Pattern.quote(field) + "\\. ");
            } else {
                assertThat(named).isEqualTo(field);
            }
        }
    }

    /** Longer than any name; it is neither told back as a whole nor compared with those that are known. */
    private static final String LONG = "x".repeat(1 << 20);

    /** Where; the field at fault, in the notation of the route's vendor; what is changed in a good body. */
    private static final String FIELDS = """
            chat | model | 'model': 'ABSENT'
            chat | model | 'model': null
            chat | model | 'model': ''
            chat | model | 'model': ['sim/m']
            chat | model | 'model': 'LONG'
            chat | messages | 'messages': 'ABSENT'
            chat | messages | 'messages': null
            chat | messages | 'messages': []
            chat | messages | 'messages': {}
            chat | messages[0] | 'messages': [null]
            chat | messages[1] | 'messages': [{'role': 'user', 'content': 'x'}, []]
            chat | messages[0].role | 'messages': [{'content': 'x'}]
            chat | messages[0].role | 'messages': [{'role': null, 'content': 'x'}]
            chat | messages[0].role | 'messages': [{'role': 'usr', 'content': 'x'}]
            chat | messages[0].role | 'messages': [{'role': 7, 'content': 'x'}]
            chat | messages[0].role | 'messages': [{'role': 'LONG', 'content': 'x'}]
            chat | messages[0].content | 'messages': [{'role': 'user'}]
            chat | messages[0].content | 'messages': [{'role': 'user', 'content': null}]
            chat | messages[0].content | 'messages': [{'role': 'user', 'content': 7}]
            chat | messages[0].content | 'messages': [{'role': 'user', 'content': {}}]
            chat | messages[0].content | 'messages': [{'role': 'user', 'content': []}]
            chat | messages[0].content[0] | 'messages': [{'role': 'user', 'content': ['x']}]
            chat | messages[0].content[0].type | 'messages': [{'role': 'user', 'content': [{'text': 'x'}]}]
            chat | messages[0].content[0].type | 'messages': [{'role': 'user', 'content': [{'type': 7}]}]
            chat | messages[0].content[0].text | 'messages': [{'role': 'user', 'content': [{'type': 'text'}]}]
            chat | messages[0].content[0].text | 'messages': [{'role': 'user', 'content': [{'type': 'text', 'text': 7}]}]
            chat | messages[0].name | 'messages': [{'role': 'user', 'content': 'x', 'name': 7}]
            chat | messages[0].content[0].image_url | 'messages': [{'role': 'user', 'content': [{'type': 'image_url'}]}]
            chat | messages[0].content[0].image_url | 'messages': [{'role': 'user', 'content': [{'type': 'image_url', 'image_url': 7}]}]
            chat | messages[0].content[0].image_url.url | 'messages': [{'role': 'user', 'content': [{'type': 'image_url', 'image_url': {}}]}]
            chat | messages[0].content[0].image_url.url | 'messages': [{'role': 'user', 'content': [{'type': 'image_url', 'image_url': {'url': 7}}]}]
            chat | messages[0].content[0].image_url.url | 'messages': [{'role': 'user', 'content': [{'type': 'image_url', 'image_url': {'url': ''}}]}]
            chat | messages[0].content[0].image_url.url | 'messages': [{'role': 'user', 'content': [{'type': 'image_url', 'image_url': {'url': 'data:image/png;base64,A!!A'}}]}]
            chat | messages[0].content[0].image_url.url | 'messages': [{'role': 'user', 'content': [{'type': 'image_url', 'image_url': {'url': 'data:image/png;base64,'}}]}]
            chat | messages[0].content[0].image_url.url | 'messages': [{'role': 'user', 'content': [{'type': 'image_url', 'image_url': {'url': 'data:image/png;base64,AAAAA'}}]}]
            chat | messages[0].content[0].image_url.url | 'messages': [{'role': 'user', 'content': [{'type': 'image_url', 'image_url': {'url': 'data:image/png;base64,AA=A'}}]}]
            chat | messages[0].content[0].image_url.url | 'messages': [{'role': 'user', 'content': [{'type': 'image_url', 'image_url': {'url': 'data:image/png,AAAA'}}]}]
            chat | messages[0].content[0].image_url.url | 'messages': [{'role': 'user', 'content': [{'type': 'image_url', 'image_url': {'url': 'data:text/plain;base64,AAAA'}}]}]
            chat | messages[0].content[0].image_url.url | 'messages': [{'role': 'user', 'content': [{'type': 'image_url', 'image_url': {'url': 'data:'}}]}]
            chat | messages[0].content[0].input_audio.data | 'messages': [{'role': 'user', 'content': [{'type': 'input_audio', 'input_audio': {'data': '!', 'format': 'wav'}}]}]
            chat | messages[0].content[0].input_audio.format | 'messages': [{'role': 'user', 'content': [{'type': 'input_audio', 'input_audio': {'data': 'AAAA'}}]}]
            chat | messages[0].content[0].file | 'messages': [{'role': 'user', 'content': [{'type': 'file'}]}]
            chat | messages[0].content[0].file.file_data | 'messages': [{'role': 'user', 'content': [{'type': 'file', 'file': {'file_data': 'data:application/pdf;base64,?'}}]}]
            chat | messages[0].tool_call_id | 'messages': [{'role': 'tool', 'content': 'x'}]
            chat | messages[0].tool_call_id | 'messages': [{'role': 'tool', 'content': 'x', 'tool_call_id': 7}]
            chat | messages[0].tool_call_id | 'messages': [{'role': 'tool', 'content': 'x', 'tool_call_id': 'c'}]
            chat | messages[1].tool_call_id | 'messages': [{'role': 'assistant', 'tool_calls': [{'id': 'a', 'type': 'function', 'function': {'name': 'f', 'arguments': '{}'}}]}, {'role': 'tool', 'content': 'x', 'tool_call_id': 'b'}]
            chat | messages[0].tool_calls | 'messages': [{'role': 'assistant', 'tool_calls': {}}]
            chat | messages[0].tool_calls[0] | 'messages': [{'role': 'assistant', 'tool_calls': ['a']}]
            chat | messages[0].tool_calls[0].id | 'messages': [{'role': 'assistant', 'tool_calls': [{'type': 'function', 'function': {'name': 'f', 'arguments': '{}'}}]}]
            chat | messages[0].tool_calls[0].function | 'messages': [{'role': 'assistant', 'tool_calls': [{'id': 'a', 'type': 'function'}]}]
            chat | messages[0].tool_calls[0].function.name | 'messages': [{'role': 'assistant', 'tool_calls': [{'id': 'a', 'type': 'function', 'function': {'arguments': '{}'}}]}]
            chat | messages[0].tool_calls[0].function.arguments | 'messages': [{'role': 'assistant', 'tool_calls': [{'id': 'a', 'type': 'function', 'function': {'name': 'f', 'arguments': {}}}]}]
            chat | messages[0].tool_calls[1].id | 'messages': [{'role': 'assistant', 'tool_calls': [{'id': 'a', 'type': 'function', 'function': {'name': 'f', 'arguments': '{}'}}, {'id': 'a', 'type': 'function', 'function': {'name': 'f', 'arguments': '{}'}}]}]
            chat | messages[0].tool_calls[0].id | 'messages': [{'role': 'assistant', 'tool_calls': [{'id': 'a', 'type': 'function', 'function': {'name': 'f', 'arguments': '{}'}}]}, {'role': 'user', 'content': 'x'}]
            chat | messages[0].tool_calls[1].id | 'messages': [{'role': 'assistant', 'tool_calls': [{'id': 'a', 'type': 'function', 'function': {'name': 'f', 'arguments': '{}'}}, {'id': 'b', 'type': 'function', 'function': {'name': 'f', 'arguments': '{}'}}]}, {'role': 'tool', 'content': 'x', 'tool_call_id': 'a'}]
            chat | stream | 'stream': 'yes'
            chat | stream | 'stream': 1
            chat | stream_options | 'stream': true, 'stream_options': []
            chat | stream_options.include_usage | 'stream': true, 'stream_options': {'include_usage': 'yes'}
            chat | temperature | 'temperature': 'hot'
            chat | temperature | 'temperature': -1
            chat | temperature | 'temperature': [1]
            chat | top_p | 'top_p': 2
            chat | top_p | 'top_p': -0.1
            chat | n | 'n': 0
            chat | n | 'n': -1
            chat | n | 'n': 1.5
            chat | n | 'n': 99999999999999999999
            chat | max_tokens | 'max_tokens': 0
            chat | max_tokens | 'max_tokens': -5
            chat | max_tokens | 'max_tokens': 99999999999999999999
            chat | max_tokens | 'max_tokens': '5'
            chat | max_completion_tokens | 'max_completion_tokens': 1.5
            chat | max_tokens | 'max_tokens': 5, 'max_completion_tokens': 6
            chat | seed | 'seed': 'x'
            chat | stop | 'stop': 7
            chat | stop[0] | 'stop': [7]
            chat | frequency_penalty | 'frequency_penalty': 'x'
            chat | presence_penalty | 'presence_penalty': {}
            chat | logit_bias | 'logit_bias': []
            chat | logprobs | 'logprobs': 'yes'
            chat | top_logprobs | 'logprobs': true, 'top_logprobs': -1
            chat | user | 'user': 7
            chat | metadata | 'metadata': 'x'
            chat | parallel_tool_calls | 'parallel_tool_calls': 'x'
            chat | reasoning_effort | 'reasoning_effort': 7
            chat | response_format | 'response_format': 'json'
            chat | response_format.type | 'response_format': {}
            chat | response_format.json_schema | 'response_format': {'type': 'json_schema'}
            chat | response_format.json_schema.schema | 'response_format': {'type': 'json_schema', 'json_schema': {'name': 'x', 'schema': 'x'}}
            chat | tools | 'tools': {}
            chat | tools[0] | 'tools': ['f']
            chat | tools[0].type | 'tools': [{}]
            chat | tools[0].function | 'tools': [{'type': 'function'}]
            chat | tools[0].function.name | 'tools': [{'type': 'function', 'function': {}}]
            chat | tools[0].function.name | 'tools': [{'type': 'function', 'function': {'name': 7}}]
            chat | tools[0].function.parameters | 'tools': [{'type': 'function', 'function': {'name': 'f', 'parameters': []}}]
            chat | tool_choice | 'tool_choice': 7
            chat | tool_choice.type | 'tool_choice': {}
            chat | weir.cach | 'weir': {'cach': 'on'}
            chat | weir.cache | 'weir': {'cache': 'maybe'}
            chat | weir.knowledge | 'weir': {'knowledge': 'LONG'}
            chat | weir.knowledge[1] | 'weir': {'knowledge': ['x', 'LONG']}
            chat | weir.max_cost | 'weir': {'max_cost': '1e999999999'}
            chat | n | 'n': 1.0
            chat | messages[0].content[0] | 'messages': [{'role': 'user', 'content': [null]}]
            chat | weir.tags.a | 'weir': {'tags': {'a': 7}}
            completions | prompt | 'prompt': 'ABSENT'
            completions | prompt | 'prompt': 7
            completions | prompt | 'prompt': []
            completions | prompt[0] | 'prompt': [7]
            completions | model | 'model': 7
            completions | model | 'model': 'LONG'
            completions | best_of | 'best_of': 5
            completions | prompt | 'prompt': null
            completions | max_tokens | 'max_tokens': -1
            completions | max_tokens | 'max_tokens': 'x'
            completions | n | 'n': 'x'
            completions | stream | 'stream': 'yes'
            completions | echo | 'echo': 'x'
            completions | temperature | 'temperature': 'x'
            completions | stop | 'stop': 7
            completions | suffix | 'suffix': 'x'
            completions | logprobs | 'logprobs': 2
            responses | model | 'model': 'ABSENT'
            responses | input | 'input': 'ABSENT'
            responses | input | 'input': 7
            responses | input | 'input': null
            responses | input | 'input': []
            responses | input[0] | 'input': ['x']
            responses | input[0].type | 'input': [{}]
            responses | input[0].role | 'input': [{'role': 'usr', 'content': 'x'}]
            responses | input[0].role | 'input': [{'type': 'message', 'content': 'x'}]
            responses | input[0].content | 'input': [{'role': 'user'}]
            responses | input[0].content | 'input': [{'role': 'user', 'content': 7}]
            responses | input[0].content[0].type | 'input': [{'role': 'user', 'content': [{}]}]
            responses | input[0].content[0].text | 'input': [{'role': 'user', 'content': [{'type': 'input_text'}]}]
            responses | input[0].content[0].image_url | 'input': [{'role': 'user', 'content': [{'type': 'input_image'}]}]
            responses | input[0].content[0].image_url | 'input': [{'role': 'user', 'content': [{'type': 'input_image', 'image_url': 7}]}]
            responses | input[0].content[0].image_url | 'input': [{'role': 'user', 'content': [{'type': 'input_image', 'image_url': 'data:image/png;base64,??'}]}]
            responses | input[0].content[0].image_url | 'input': [{'role': 'user', 'content': [{'type': 'input_image', 'image_url': 'data:video/mp4;base64,AAAA'}]}]
            responses | input[0].content[0].file_data | 'input': [{'role': 'user', 'content': [{'type': 'input_file', 'file_data': 'data:application/pdf;base64,??'}]}]
            responses | input[0].call_id | 'input': [{'type': 'function_call_output', 'output': 'x'}]
            responses | input[0].call_id | 'input': [{'type': 'function_call_output', 'call_id': 'c', 'output': 'x'}]
            responses | input[0].output | 'input': [{'type': 'function_call_output', 'call_id': 'c'}]
            responses | input[0].output | 'input': [{'type': 'function_call_output', 'call_id': 'c', 'output': {}}]
            responses | input[0].content[0].input_audio | 'input': [{'role': 'user', 'content': [{'type': 'input_audio', 'input_audio': 7}]}]
            responses | input[0].content[0].input_audio.data | 'input': [{'role': 'user', 'content': [{'type': 'input_audio', 'input_audio': {'data': '??', 'format': 'wav'}}]}]
            responses | input[0].content[0] | 'input': [{'role': 'user', 'content': [null]}]
            responses | input[0].name | 'input': [{'type': 'function_call', 'call_id': 'c', 'arguments': '{}'}]
            responses | input[0].arguments | 'input': [{'type': 'function_call', 'call_id': 'c', 'name': 'f', 'arguments': {}}]
            responses | input[0].call_id | 'input': [{'type': 'function_call', 'call_id': 'c', 'name': 'f', 'arguments': '{}'}, {'role': 'user', 'content': 'x'}]
            responses | input[1].call_id | 'input': [{'type': 'function_call', 'call_id': 'c', 'name': 'f', 'arguments': '{}'}, {'type': 'function_call', 'call_id': 'c', 'name': 'f', 'arguments': '{}'}]
            responses | instructions | 'instructions': 7
            responses | previous_response_id | 'previous_response_id': 7
            responses | previous_response_id | 'previous_response_id': 'LONG'
            responses | stream | 'stream': 'yes'
            responses | max_output_tokens | 'max_output_tokens': 0
            responses | temperature | 'temperature': -1
            responses | top_p | 'top_p': 'x'
            responses | text | 'text': 'x'
            responses | text.format.type | 'text': {'format': {}}
            responses | reasoning | 'reasoning': 'x'
            responses | tools | 'tools': 'x'
            responses | tools[0].type | 'tools': [{}]
            responses | tools[0].name | 'tools': [{'type': 'function'}]
            responses | tools[0].parameters | 'tools': [{'type': 'function', 'name': 'f', 'parameters': 7}]
            responses | tool_choice | 'tool_choice': 7
            responses | store | 'store': 'x'
            responses | metadata | 'metadata': []
            responses | include[0] | 'include': [7]
            responses | truncation | 'truncation': 7
            responses | user | 'user': 7
            responses | top_logprobs | 'top_logprobs': 'x'
            responses | max_tool_calls | 'max_tool_calls': -1
            embeddings | model | 'model': 'ABSENT'
            embeddings | model | 'model': 'LONG'
            embeddings | input | 'input': 'ABSENT'
            embeddings | input | 'input': []
            embeddings | input | 'input': null
            embeddings | input[1] | 'input': ['x', 7]
            embeddings | input[0] | 'input': [-1]
            embeddings | input[0] | 'input': [99999999999999999999]
            embeddings | input[0] | 'input': [1.5]
            embeddings | input[0] | 'input': [[]]
            embeddings | input[1][0] | 'input': [[1], ['x']]
            embeddings | dimensions | 'dimensions': 0
            embeddings | dimensions | 'dimensions': 4294967296
            embeddings | encoding_format | 'encoding_format': 'hex'
            embeddings | user | 'user': 7
            moderations | input | 'input': 'ABSENT'
            moderations | input | 'input': []
            moderations | input[0].type | 'input': [{}]
            moderations | input[0].text | 'input': [{'type': 'text'}]
            moderations | input[0].image_url | 'input': [{'type': 'image_url'}]
            moderations | input[0].image_url.url | 'input': [{'type': 'image_url', 'image_url': {}}]
            moderations | input[0].image_url.url | 'input': [{'type': 'image_url', 'image_url': {'url': 'data:image/png;base64,?'}}]
            moderations | model | 'model': 7
            moderations | model | 'model': 'LONG'
            rerank | model | 'model': 'ABSENT'
            rerank | model | 'model': 'LONG'
            rerank | query | 'query': ['q']
            rerank | top_n | 'top_n': 1.5
            rerank | query | 'query': 'ABSENT'
            rerank | query | 'query': 7
            rerank | documents | 'documents': 'ABSENT'
            rerank | documents | 'documents': []
            rerank | documents[1] | 'documents': ['x', 7]
            rerank | documents[0].text | 'documents': [{}]
            rerank | top_n | 'top_n': 0
            rerank | top_n | 'top_n': 'x'
            rerank | return_documents | 'return_documents': 'x'
            messages | model | 'model': 'ABSENT'
            messages | model | 'model': 'LONG'
            messages | max_tokens | 'max_tokens': 'ABSENT'
            messages | max_tokens | 'max_tokens': 0
            messages | max_tokens | 'max_tokens': null
            messages | max_tokens | 'max_tokens': 99999999999999999999
            messages | messages | 'messages': []
            messages | messages.0 | 'messages': ['x']
            messages | messages.0.role | 'messages': [{'role': 'tool', 'content': 'x'}]
            messages | messages.0.role | 'messages': [{'role': 'LONG', 'content': 'x'}]
            messages | messages.0.content | 'messages': [{'role': 'user', 'content': null}]
            messages | messages.0.content | 'messages': [{'role': 'user', 'content': []}]
            messages | messages.0.content | 'messages': [{'role': 'user', 'content': ''}]
            messages | messages.0.content.0 | 'messages': [{'role': 'user', 'content': ['x']}]
            messages | messages.0.content.0.type | 'messages': [{'role': 'user', 'content': [{}]}]
            messages | messages.0.content.1.text | 'messages': [{'role': 'user', 'content': [{'type': 'text', 'text': 'x'}, {'type': 'text', 'text': 7}]}]
            messages | messages.0.content.0.source | 'messages': [{'role': 'user', 'content': [{'type': 'image'}]}]
            messages | messages.0.content.0.source.type | 'messages': [{'role': 'user', 'content': [{'type': 'image', 'source': {}}]}]
            messages | messages.0.content.0.source.data | 'messages': [{'role': 'user', 'content': [{'type': 'image', 'source': {'type': 'base64', 'media_type': 'image/png'}}]}]
            messages | messages.0.content.0.source.data | 'messages': [{'role': 'user', 'content': [{'type': 'image', 'source': {'type': 'base64', 'media_type': 'image/png', 'data': '?!'}}]}]
            messages | messages.0.content.0.source.data | 'messages': [{'role': 'user', 'content': [{'type': 'image', 'source': {'type': 'base64', 'media_type': 'image/png', 'data': ''}}]}]
            messages | messages.0.content.0.source.media_type | 'messages': [{'role': 'user', 'content': [{'type': 'image', 'source': {'type': 'base64', 'data': 'AAAA'}}]}]
            messages | messages.0.content.0.source.media_type | 'messages': [{'role': 'user', 'content': [{'type': 'image', 'source': {'type': 'base64', 'media_type': 'text/plain', 'data': 'AAAA'}}]}]
            messages | messages.0.content.0.source.url | 'messages': [{'role': 'user', 'content': [{'type': 'image', 'source': {'type': 'url'}}]}]
            messages | messages.0.content.0.tool_use_id | 'messages': [{'role': 'user', 'content': [{'type': 'tool_result', 'content': 'x'}]}]
            messages | messages.0.content.0.tool_use_id | 'messages': [{'role': 'user', 'content': [{'type': 'tool_result', 'tool_use_id': 't', 'content': 'x'}]}]
            messages | messages.0.content.0.content | 'messages': [{'role': 'user', 'content': [{'type': 'tool_result', 'tool_use_id': 't', 'content': 7}]}]
            messages | messages.0.content.0.id | 'messages': [{'role': 'assistant', 'content': [{'type': 'tool_use', 'name': 'f', 'input': {}}]}]
            messages | messages.0.content.0.input | 'messages': [{'role': 'assistant', 'content': [{'type': 'tool_use', 'id': 't', 'name': 'f', 'input': '{}'}]}]
            messages | messages.0.content.1.id | 'messages': [{'role': 'assistant', 'content': [{'type': 'tool_use', 'id': 't', 'name': 'f', 'input': {}}, {'type': 'tool_use', 'id': 't', 'name': 'f', 'input': {}}]}]
            messages | messages.0.content.0.id | 'messages': [{'role': 'assistant', 'content': [{'type': 'tool_use', 'id': 't', 'name': 'f', 'input': {}}]}, {'role': 'user', 'content': 'x'}]
            messages | messages.1.content.1.tool_use_id | 'messages': [{'role': 'assistant', 'content': [{'type': 'tool_use', 'id': 't', 'name': 'f', 'input': {}}]}, {'role': 'user', 'content': [{'type': 'tool_result', 'tool_use_id': 't'}, {'type': 'tool_result', 'tool_use_id': 't'}]}]
            messages | messages.0.content.0.thinking | 'messages': [{'role': 'assistant', 'content': [{'type': 'thinking'}]}, {'role': 'user', 'content': 'x'}]
            messages | system | 'system': 7
            messages | system.0.type | 'system': [{'type': 'image', 'source': {'type': 'url', 'url': 'https://x.y/z.png'}}]
            messages | stream | 'stream': 'yes'
            messages | temperature | 'temperature': 1.5
            messages | temperature | 'temperature': 'x'
            messages | top_p | 'top_p': -1
            messages | top_k | 'top_k': -1
            messages | top_k | 'top_k': 1.5
            messages | stop_sequences | 'stop_sequences': 'x'
            messages | stop_sequences.0 | 'stop_sequences': [7]
            messages | tools | 'tools': 'x'
            messages | tools.0.name | 'tools': [{'input_schema': {}}]
            messages | tools.0.input_schema | 'tools': [{'name': 'f'}]
            messages | tools.0.input_schema | 'tools': [{'name': 'f', 'input_schema': 'x'}]
            messages | tool_choice.type | 'tool_choice': {}
            messages | tool_choice.name | 'tool_choice': {'type': 'tool'}
            messages | thinking | 'thinking': 'on'
            messages | thinking.budget_tokens | 'thinking': {'type': 'enabled', 'budget_tokens': 'x'}
            messages | metadata | 'metadata': 'x'
            messages | metadata.user_id | 'metadata': {'user_id': 7}
            count | messages | 'messages': 'ABSENT'
            count | messages.0.role | 'messages': [{'role': 'system', 'content': 'x'}]
            count | tools.0.name | 'tools': [{'input_schema': {}}]
            count | messages.0.content.0.tool_use_id | 'messages': [{'role': 'user', 'content': [{'type': 'tool_result', 'tool_use_id': 't', 'content': 'x'}]}]
            batches | input_file_id | 'input_file_id': 'ABSENT'
            batches | input_file_id | 'input_file_id': 7
            batches | input_file_id | 'input_file_id': 'LONG'
            batches | endpoint | 'endpoint': 'ABSENT'
            batches | endpoint | 'endpoint': '/v1/nothing'
            batches | endpoint | 'endpoint': 'LONG'
            batches | completion_window | 'completion_window': 'LONG'
            batches | zzz | 'zzz': 1
            batches | output_expires_after.x | 'output_expires_after': {'anchor': 'created_at', 'seconds': 3600, 'x': 1}
            batches | seconds | 'output_expires_after': {'anchor': 'created_at', 'seconds': 99999999999999999999}
            batches | endpoint | 'endpoint': ['/v1/chat/completions']
            batches | completion_window | 'completion_window': 24
            batches | metadata | 'metadata': 'x'
            batches | metadata.a | 'metadata': {'a': 7}
            batches | output_expires_after.seconds | 'output_expires_after': {'anchor': 'created_at', 'seconds': 'x'}
            """;

    @Test
    void anImageThatIsTooLargeIsNamedByItsPlace() throws IOException {
        String data = "A".repeat(1368);
        String url = "data:image/png;base64," + data;

        assertThat(error(
                        "/v1/chat/completions",
                        post(
                                "/v1/chat/completions",
                                bytes("{\"model\": \"sim/m\", \"messages\": [{\"role\": \"user\", \"content\":"
                                        + " [{\"type\": \"image_url\", \"image_url\": {\"url\": \"" + url
                                        + "\"}}]}]}")),
                        400))
                .isEqualTo("messages[0].content[0].image_url.url");
        assertThat(error(
                        "/v1/responses",
                        post(
                                "/v1/responses",
                                bytes("{\"model\": \"sim/m\", \"input\": [{\"role\": \"user\", \"content\":"
                                        + " [{\"type\": \"input_image\", \"image_url\": \"" + url + "\"}]}]}")),
                        400))
                .isEqualTo("input[0].content[0].image_url");
        assertThat(error(
                        "/v1/messages",
                        post(
                                "/v1/messages",
                                bytes(
                                        "{\"model\": \"sim/m\", \"max_tokens\": 9, \"messages\": [{\"role\": \"user\", \"content\":"
                                                + " [{\"type\": \"image\", \"source\": {\"type\": \"base64\", \"media_type\": \"image/png\", \"data\": \""
                                                + data + "\"}}]}]}")),
                        400))
                .contains("messages.0.content.0.source.data", "1026 bytes", "server.max_image");
    }
}
