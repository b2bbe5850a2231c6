package dev.weir.tests;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Bodies whose bytes are no JSON, or not JSON of one meaning, at every route that takes some, streaming and not. */
class DamagedBodiesTest {
    private static BadRequests bad;

    @BeforeAll
    static void start() throws IOException {
        bad = new BadRequests();
    }

    @AfterAll
    static void stop() throws IOException {
        bad.close();
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
                        .replaceFirst(
                                "\\{", "{\"" + "n".repeat(40_000) + "\": 1, \"" + "n".repeat(40_000) + "\": 2,"))),
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

    static Stream<Arguments> everyDamageEverywhere() {
        return BadRequests.paths().stream()
                .sorted()
                .flatMap(path -> Arrays.stream(Damage.values()).map(damage -> Arguments.of(path, damage)));
    }

    @ParameterizedTest
    @MethodSource("everyDamageEverywhere")
    void whatIsNoJsonOfOneMeaningIsRefused(String path, Damage damage) throws IOException {
        for (boolean stream : BadRequests.streams(path) ? List.of(false, true) : List.of(false)) {
            ObjectNode good = BadRequests.good(path);
            if (stream) {
                good.put("stream", true);
            }
            Wire.Reply reply = bad.post(path, damage.change.apply(bytes(good.toString())));

            BadRequests.error(path, reply, damage.status);
        }
    }

    /** A message on a socket is a request, too; the bytes that are no text cannot be sent there. */
    @Test
    void theSocketSaysTheSameAndStaysOpen() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        WebSocket socket = Door.client()
                .newWebSocketBuilder()
                .header("authorization", "Bearer " + bad.weir().adminKey())
                .buildAsync(
                        URI.create("ws://127.0.0.1:" + bad.weir().weir().port() + "/v1/chat/stream"),
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
            byte[] body = damage.change.apply(bytes(
                    BadRequests.good("/v1/chat/completions").put("id", "7").toString()));
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
}
