package dev.weir.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.dialect.Parsed.Understood;
import dev.weir.spi.Payload;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each parser gets good input that was damaged in a hundred ways: bits flipped, parts cut, doubled, swapped and
 * replaced by what parsers trip over. It answers with a value, a refusal or its own checked exception, never with
 * another. By default briefly and the same each time; {@code -Dweir.fuzz.seconds=60} goes on that long for each parser
 * with other damage each time, and a failure names the seed and the input.
 */
class MutatedInputTest {
    private static final int BRIEFLY = 1500;
    private static final int LARGEST = 1 << 16;
    private static final int SECONDS = Integer.getInteger("weir.fuzz.seconds", 0);

    private static final List<byte[]> TOKENS = Stream.of(
                    "null",
                    "true",
                    "-1",
                    "1e999",
                    "99999999999999999999999",
                    "\"\"",
                    "{}",
                    "[]",
                    "[[[[[[[[",
                    "}}}}",
                    "\\u0000",
                    "\\ud800",
                    "\u0000",
                    "\ufeff",
                    "\r\n\r\n",
                    "\r",
                    "data:",
                    "event: error\n",
                    "[DONE]",
                    ",",
                    ":",
                    "\"",
                    "\\",
                    "\"role\":\"tool\"",
                    "\"model\":7",
                    "\"index\":2147483648",
                    "\"content\":[7]")
            .map(text -> text.getBytes(UTF_8))
            .toList();

    /** Reads bytes of a kind; may throw what its documentation says, and nothing else. */
    private interface Reader {
        void read(byte[] input, Random random) throws UnreadableStreamException;
    }

    private record Target(String name, List<byte[]> seeds, Reader reader) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Target target(String name, Reader reader, String... seeds) {
        return new Target(
                name, Arrays.stream(seeds).map(seed -> seed.getBytes(UTF_8)).toList(), reader);
    }

    private static final String OPENAI_REQUEST = """
            {"model": "m", "stream": true, "max_tokens": 5, "messages": [{"role": "system", "content": "s"},
             {"role": "user", "content": [{"type": "text", "text": "é"}, {"type": "image_url",
              "image_url": {"url": "data:image/png;base64,AAAA"}}]},
             {"role": "assistant", "content": null, "tool_calls": [{"id": "c", "type": "function",
              "function": {"name": "f", "arguments": "{}"}}]},
             {"role": "tool", "tool_call_id": "c", "content": "r"}],
             "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}],
             "tool_choice": "auto", "weir": {"tags": {"a": "b"}, "max_cost": "0.1"}}""";

    private static final String ANTHROPIC_REQUEST = """
            {"model": "m", "max_tokens": 9, "system": [{"type": "text", "text": "s"}], "messages": [
             {"role": "user", "content": [{"type": "text", "text": "x"}, {"type": "image", "source":
              {"type": "base64", "media_type": "image/png", "data": "AAAA"}}]},
             {"role": "assistant", "content": [{"type": "tool_use", "id": "t", "name": "f", "input": {}}]},
             {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": "r"}]}],
             "tools": [{"name": "f", "input_schema": {"type": "object"}}], "thinking": {"type": "enabled",
             "budget_tokens": 1024}}""";

    static Stream<Target> targets() {
        return Stream.of(
                target(
                        "server-sent events",
                        MutatedInputTest::readEvents,
                        "event: a\nid: 1\ndata: {\"x\": 1}\n\n: comment\r\ndata: b\rdata: c\r\n\r\ndata: [DONE]\n\n"),
                new Target("AWS event stream", List.of(eventStream()), MutatedInputTest::readFrames),
                target(
                        "OpenAI chat request",
                        (input, random) -> translated(OpenAiChat.readRequest(input)),
                        OPENAI_REQUEST),
                target(
                        "OpenAI embeddings request",
                        (input, random) -> OpenAiEmbeddings.readRequest(input),
                        "{\"model\": \"m\", \"input\": [\"a\", \"b\"], \"dimensions\": 3, \"encoding_format\": \"base64\"}",
                        "{\"model\": \"m\", \"input\": [[1, 2], [3]]}"),
                target(
                        "Anthropic request",
                        (input, random) -> {
                            translated(AnthropicMessages.readRequest(input));
                            assertThat(AnthropicMessages.readCountRequest(input))
                                    .isNotNull();
                        },
                        ANTHROPIC_REQUEST),
                target(
                        "OpenAI answers",
                        (input, random) -> {
                            assertThat(OpenAiChat.readAnswer(input)).isNotNull();
                            assertThat(OpenAiChat.readChunk(input)).isNotNull();
                            assertThat(OpenAiEmbeddings.readAnswer(input)).isNotNull();
                        },
                        """
                        {"id": "c", "choices": [{"index": 0, "message": {"role": "assistant", "content": "x", "tool_calls":
                         [{"id": "t", "function": {"name": "f", "arguments": "{}"}}]}, "finish_reason": "stop"}],
                         "usage": {"prompt_tokens": 1, "completion_tokens": 2, "prompt_tokens_details": {"cached_tokens": 1}}}""",
                        "{\"choices\": [{\"index\": 0, \"delta\": {\"content\": \"x\"}, \"finish_reason\": null}]}",
                        "{\"error\": {\"message\": \"m\", \"type\": \"t\", \"code\": 429}}",
                        "{\"data\": [{\"index\": 0, \"embedding\": [0.1, -2]}], \"usage\": {\"prompt_tokens\": 1}}"),
                target(
                        "Anthropic answers",
                        (input, random) -> {
                            assertThat(AnthropicMessages.readAnswer(input)).isNotNull();
                            assertThat(AnthropicMessages.readCount(input)).isNotNull();
                            assertThat(new AnthropicStream().read(input)).isNotNull();
                        },
                        """
                        {"type": "message", "role": "assistant", "content": [{"type": "thinking", "thinking": "t"},
                         {"type": "text", "text": "x"}, {"type": "tool_use", "id": "i", "name": "f", "input": {"a": 1}}],
                         "stop_reason": "tool_use", "usage": {"input_tokens": 1, "output_tokens": 2,
                         "cache_read_input_tokens": 3, "cache_creation_input_tokens": 4}}""",
                        "{\"type\": \"content_block_delta\", \"index\": 0, \"delta\": {\"type\": \"text_delta\", \"text\":"
                                + " \"x\"}}",
                        "{\"type\": \"message_start\", \"message\": {\"usage\": {\"input_tokens\": 1}}}",
                        "{\"type\": \"message_delta\", \"delta\": {\"stop_reason\": \"end_turn\"}, \"usage\":"
                                + " {\"output_tokens\": 7}}"),
                target(
                        "Cohere and Converse answers",
                        (input, random) -> {
                            assertThat(CohereChat.readAnswer(input)).isNotNull();
                            assertThat(new CohereStream().read(input)).isNotNull();
                            assertThat(ConverseAnswer.read(input)).isNotNull();
                            assertThat(new ConverseStream().read(input)).isNotNull();
                        },
                        "{\"message\": {\"role\": \"assistant\", \"content\": [{\"type\": \"text\", \"text\": \"x\"}]},"
                                + " \"finish_reason\": \"COMPLETE\", \"usage\": {\"tokens\": {\"input_tokens\": 1}}}",
                        "{\"output\": {\"message\": {\"content\": [{\"text\": \"x\"}]}}, \"stopReason\": \"end_turn\","
                                + " \"usage\": {\"inputTokens\": 1, \"outputTokens\": 2}}"));
    }

    private static void translated(Parsed<?> parsed) {
        assertThat(parsed).isNotNull();
        if (parsed instanceof Understood<?> understood) {
            Payload request = understood.operation().payload();
            assertThat(Conversations.toOpenAi(request, "m", "max_tokens", true, said -> said))
                    .isNotNull();
            assertThat(Conversations.toAnthropic(request, "m", false, said -> said))
                    .isNotNull();
        }
    }

    private static void readEvents(byte[] input, Random random) throws UnreadableStreamException {
        SseParser parser = new SseParser(LARGEST);
        long held = 0;
        for (byte[] piece : pieces(input, random)) {
            for (SseParser.Message message : parser.feed(piece)) {
                held += message.data().length;
            }
        }
        for (SseParser.Message message : parser.finish()) {
            held += message.data().length;
        }
        assertThat(held).isLessThanOrEqualTo(input.length);
    }

    private static void readFrames(byte[] input, Random random) throws UnreadableStreamException {
        EventStreamParser parser = new EventStreamParser(LARGEST);
        for (byte[] piece : pieces(input, random)) {
            for (EventStreamParser.Message message : parser.feed(piece)) {
                assertThat(new ConverseStream().read(ConverseStream.json(message)))
                        .isNotNull();
            }
        }
    }

    private static List<byte[]> pieces(byte[] input, Random random) {
        int cut = input.length == 0 ? 0 : random.nextInt(input.length);
        return List.of(Arrays.copyOf(input, cut), Arrays.copyOfRange(input, cut, input.length));
    }

    /** The first example of the test suite that AWS gives for its encoding: an empty message. */
    private static byte[] eventStream() {
        return Base64.getDecoder().decode("AAAAEAAAAAAFwkjrfZjI/w==");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void damagedInputIsAnsweredAndNeverThrown(Target target) {
        long seed = SECONDS == 0 ? 20261122 : System.nanoTime();
        Random random = new Random(seed);
        long until = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        for (int i = 0; SECONDS == 0 ? i < BRIEFLY : System.nanoTime() - until < 0; i++) {
            byte[] input = damaged(target.seeds(), random);
            try {
                target.reader().read(input, random);
            } catch (UnreadableStreamException typed) {
                assertThat(typed).hasMessageMatching("(?s).+");
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError(
                        target + ", seed " + seed + ", round " + i + ": "
                                + Base64.getEncoder().encodeToString(input),
                        e);
            }
        }
    }

    private static byte[] damaged(List<byte[]> seeds, Random random) {
        byte[] input = seeds.get(random.nextInt(seeds.size()));
        for (int i = random.nextInt(6); i >= 0 && input.length > 0 && input.length < LARGEST; i--) {
            int from = random.nextInt(input.length);
            int to = Math.min(input.length, from + random.nextInt(12));
            input = switch (random.nextInt(6)) {
                case 0 -> flipped(input, from, random);
                case 1 -> joined(Arrays.copyOf(input, from), Arrays.copyOfRange(input, to, input.length));
                case 2 -> joined(Arrays.copyOf(input, to), Arrays.copyOfRange(input, from, input.length));
                case 3 ->
                    joined(
                            Arrays.copyOf(input, from),
                            TOKENS.get(random.nextInt(TOKENS.size())),
                            Arrays.copyOfRange(input, to, input.length));
                case 4 -> Arrays.copyOf(input, from);
                default ->
                    joined(
                            Arrays.copyOf(input, from),
                            seeds.get(random.nextInt(seeds.size())),
                            Arrays.copyOfRange(input, to, input.length));
            };
        }
        return input;
    }

    private static byte[] flipped(byte[] input, int at, Random random) {
        byte[] changed = input.clone();
        changed[at] ^= (byte) (1 << random.nextInt(8));
        return changed;
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
