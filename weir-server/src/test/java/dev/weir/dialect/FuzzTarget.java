package dev.weir.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.config.ConfigBinder;
import dev.weir.config.ConfigException;
import dev.weir.config.ConfigSource;
import dev.weir.config.WeirConfig;
import dev.weir.dialect.Parsed.Understood;
import dev.weir.spi.Answer;
import dev.weir.spi.AnswerContent;
import dev.weir.spi.Dialect;
import dev.weir.spi.Operation;
import dev.weir.spi.Payload;
import dev.weir.spi.Usage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A parser that reads what strangers send. For any bytes it gives a value, a refusal as data, or its own typed error;
 * any other exception is a defect, and so is holding more than a fixed part of what came.
 *
 * <p>Its seeds are the files in {@code src/test/resources/fuzz} under its name, among them what was found.
 */
enum FuzzTarget {
    SERVER_SENT_EVENTS(FuzzTarget::events),
    AWS_EVENT_STREAM(FuzzTarget::frames),
    CHAT_REQUEST(input -> translated(OpenAiChat.readRequest(input))),
    MESSAGES_REQUEST(input -> {
        translated(AnthropicMessages.readRequest(input));
        there(AnthropicMessages.readCountRequest(input));
    }),
    RESPONSES_REQUEST(input -> translated(OpenAiResponses.readRequest(input))),
    COMPLETIONS_REQUEST(input -> there(TextCompletion.read(input))),
    EMBEDDINGS_REQUEST(input -> there(OpenAiEmbeddings.readRequest(input))),
    MODERATIONS_REQUEST(input -> there(OpenAiModerations.readRequest(input))),
    RERANK_REQUEST(input -> there(Rerank.readRequest(input))),
    SOCKET_MESSAGE(input -> {
        SocketMessage message = SocketMessage.read(input);
        if (message.id() != null) {
            there(OpenAiChat.readRequest(JsonEdit.of().remove("id").apply(input)));
            there(JsonEdit.quoted(message.id()));
        }
        there(PriorityField.find(input));
    }),
    CHAT_ANSWER(input -> {
        written(OpenAiChat.readAnswer(input));
        there(OpenAiChat.readChunk(input));
        there(OpenAiEmbeddings.readAnswer(input));
        there(OpenAiModerations.readAnswer(input));
        there(OpenAiErrors.read(400, input, null));
    }),
    RESPONSES_ANSWER(input -> {
        written(OpenAiResponses.readAnswer(input));
        there(new ResponsesStream().read(input));
    }),
    MESSAGES_ANSWER(input -> {
        written(AnthropicMessages.readAnswer(input));
        there(AnthropicMessages.readCount(input));
        there(new AnthropicStream().read(input));
    }),
    GEMINI_ANSWER(input -> {
        written(Gemini.readAnswer(input));
        there(Gemini.readCount(input));
        there(Gemini.readEmbeddings(input, embed(), "m"));
        GeminiStream stream = new GeminiStream();
        there(stream.read(input));
        there(stream.read(input));
    }),
    CONVERSE_ANSWER(input -> {
        written(BedrockConverse.readAnswer(input));
        there(BedrockConverse.readCount(input));
        there(VendorEmbeddings.readTitan(input));
        there(new ConverseStream().read(input));
    }),
    COHERE_ANSWER(input -> {
        written(CohereChat.readAnswer(input));
        there(VendorEmbeddings.readCohere(input, embed(), "m"));
        there(Rerank.readAnswer(input));
        CohereStream stream = new CohereStream();
        there(stream.read(input));
        there(stream.read(input));
    }),
    CONFIGURATION(FuzzTarget::configuration);

    static final int LARGEST = 1 << 16;

    /** Reads bytes of a kind; may throw what its documentation says, and nothing else. */
    private interface Reader {
        void read(byte[] input) throws UnreadableStreamException;
    }

    private final Reader reader;

    FuzzTarget(Reader reader) {
        this.reader = reader;
    }

    /** The folder of its seeds. */
    String folder() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Path seedFolder() {
        try {
            return Path.of(Objects.requireNonNull(FuzzTarget.class.getResource("/fuzz/" + folder()))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    List<byte[]> seeds() {
        try (Stream<Path> files = Files.list(seedFolder())) {
            return files.sorted().map(FuzzTarget::bytes).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the input; whatever is thrown is a defect. */
    void read(byte[] input) {
        try {
            reader.read(input);
        } catch (UnreadableStreamException typed) {
            there(typed.getMessage());
        }
    }

    private static void there(@Nullable Object answer) {
        if (answer == null) {
            throw new IllegalStateException("no answer");
        }
    }

    /** What a vendor said must be sayable in every dialect of callers. */
    private static void written(Answer answer) {
        there(answer);
        if (answer instanceof Answer.Whole whole) {
            AnswerContent content = AnswerContent.of(whole.deltas());
            Usage usage = whole.usage() == null ? Usage.NONE : whole.usage();
            there(OpenAiChat.writeAnswer("id", 1, "m", content, usage));
            there(AnthropicMessages.writeAnswer("id", "m", content, usage));
            ResponseWriter response = new ResponseWriter("id", Instant.EPOCH, "m", new byte[] {'{', '}'});
            there(response.add(whole.deltas(), usage));
            there(response.finish(List.of()));
            there(response.whole("m", Instant.EPOCH));
        }
    }

    private static Operation.Embed embed() {
        return new Operation.Embed("m", List.of("a"), null, false, new Payload(Dialect.OPENAI_EMBEDDINGS, new byte[0]));
    }

    private static void translated(Parsed<?> parsed) {
        there(parsed);
        if (parsed instanceof Understood<?> understood) {
            Payload request = understood.operation().payload();
            there(RequestNeeds.of(request));
            for (boolean lenient : new boolean[] {false, true}) {
                there(Conversations.toOpenAi(request, "m", "max_tokens", lenient, said -> said));
                there(Conversations.toAnthropic(request, "m", lenient, said -> said));
                there(Conversations.toGemini(request, "m", Gemini.Service.GEMINI_API, lenient, said -> said));
                there(BedrockConverse.write(request, "m", null, lenient, List.of(), said -> said));
                there(CohereChat.write(request, "m", lenient, said -> said));
            }
            there(JsonEdit.of().set("model", "\"n\"").remove("weir").apply(request.json()));
        }
    }

    private static void events(byte[] input) throws UnreadableStreamException {
        SseParser parser = new SseParser(LARGEST);
        long held = 0;
        for (byte[] piece : pieces(input)) {
            for (SseParser.Message message : parser.feed(piece)) {
                held += message.data().length;
            }
        }
        for (SseParser.Message message : parser.finish()) {
            held += message.data().length;
        }
        if (held > input.length) {
            throw new IllegalStateException(held + " bytes came of " + input.length);
        }
    }

    private static void frames(byte[] input) throws UnreadableStreamException {
        EventStreamParser parser = new EventStreamParser(LARGEST);
        for (byte[] piece : pieces(input)) {
            for (EventStreamParser.Message message : parser.feed(piece)) {
                there(new ConverseStream().read(ConverseStream.json(message)));
            }
        }
    }

    /** Cut at a place that the input itself decides, so that an input does the same each time. */
    private static List<byte[]> pieces(byte[] input) {
        int cut = input.length == 0 ? 0 : Math.floorMod(Arrays.hashCode(input), input.length);
        return List.of(Arrays.copyOf(input, cut), Arrays.copyOfRange(input, cut, input.length));
    }

    private static void configuration(byte[] input) {
        try {
            there(ConfigBinder.bind(WeirConfig.class, ConfigSource.of("weir.yaml", new String(input, UTF_8))));
        } catch (ConfigException typed) {
            there(typed.problems().getFirst());
        }
    }
}
