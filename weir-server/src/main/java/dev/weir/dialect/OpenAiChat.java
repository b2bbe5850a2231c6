package dev.weir.dialect;

import dev.weir.spi.Answer;
import dev.weir.spi.AnswerContent;
import dev.weir.spi.Event;
import dev.weir.spi.Message;
import dev.weir.spi.Operation;
import dev.weir.spi.Payload;
import dev.weir.spi.Usage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * OpenAI's chat completions on the wire ({@code POST /v1/chat/completions}). Stateless and thread-safe; bytes that are
 * passed in are kept, not copied.
 */
public final class OpenAiChat {
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

    private OpenAiChat() {}

    /** Reads a client's request. */
    public static Parsed<Operation.Chat> readRequest(byte[] body) {
        return readRequest(body, RequestLimits.USUAL);
    }

    /** Reads a client's request. */
    public static Parsed<Operation.Chat> readRequest(byte[] body, RequestLimits limits) {
        try {
            return ChatRequest.read(body, limits);
        } catch (BadRequest bad) {
            return new Parsed.Rejected<>(bad.refusal());
        }
    }

    /** Reads a provider's complete answer: {@link Answer.Whole}, or {@link Answer.Refused} if it is none. */
    public static Answer readAnswer(byte[] body) {
        ChatAnswer answer = ChatAnswer.read(body);
        return answer.refusal() == null ? new Answer.Whole(body, answer.deltas(), answer.usage()) : answer.refusal();
    }

    /**
     * Reads the data of one event of a provider's stream, other than {@link #isDone}. Usage may come on an event of its
     * own, on one that also has choices, or on several, each counting from the start: the last one stands.
     */
    public static Event readChunk(byte[] data) {
        ChatAnswer answer = ChatAnswer.read(data);
        return answer.refusal() == null
                ? new Event.Chunk(data, answer.deltas(), answer.usage())
                : new Event.Failed(answer.refusal());
    }

    /** Whether an event has choices, be they silent: such an event is never only about usage. */
    public static boolean hasChoices(byte[] json) {
        return ChatAnswer.read(json).choiceCount() > 0;
    }

    /** Whether this is the mark that ends a stream, {@code [DONE]}. */
    public static boolean isDone(byte[] data) {
        return Arrays.equals(data, DONE);
    }

    /** A complete answer of a model that runs in this process. */
    public static byte[] writeAnswer(String id, long created, String model, AnswerContent content, Usage usage) {
        return ChatWriter.answer(id, created, model, content, usage);
    }

    /**
     * Writes the events of a model that runs in this process.
     *
     * @param created seconds since 1970
     */
    public static ChatWriter.Chunks chunks(String id, long created, String model) {
        return new ChatWriter.Chunks(id, created, model);
    }

    /** The same request with the beginning of its answer as the last message, for a model that goes on from there. */
    public static Operation.Chat continued(Operation.Chat chat, String said) {
        List<Message> messages = new ArrayList<>(chat.messages());
        messages.add(new Message("assistant", said));
        byte[] json = begun(chat.payload().json(), said);
        return new Operation.Chat(
                chat.model(),
                messages,
                chat.stream(),
                chat.includeUsage(),
                chat.maxOutputTokens(),
                new Payload(chat.payload().dialect(), json),
                true);
    }

    /** A request with the beginning of its answer as the last message; Anthropic's dialect writes it the same way. */
    public static byte[] begun(byte[] request, String said) {
        String element = "{\"role\":\"assistant\",\"content\":" + JsonEdit.quoted(said) + "}";
        return JsonEdit.of().append("messages", element).apply(request);
    }

    /** The same request whose last message says that the answer begins with it, as Mistral and DeepSeek want it said. */
    public static byte[] withPrefix(byte[] request) {
        JsonNode body = Json.tree(request);
        JsonNode messages = body.path("messages");
        if (messages.isArray() && !messages.isEmpty() && messages.get(messages.size() - 1) instanceof ObjectNode last) {
            last.put("prefix", true);
        }
        return JsonMapper.shared().writeValueAsBytes(body);
    }

    /** An event of one choice with another text. */
    public static byte[] withText(byte[] chunk, String text) {
        JsonNode event = JsonMapper.shared().readTree(chunk);
        if (event.at("/choices/0/delta") instanceof ObjectNode delta) {
            delta.put("content", text);
        }
        return JsonMapper.shared().writeValueAsBytes(event);
    }

    /**
     * Adds Weir's own member to an answer or event, all other bytes as they are.
     *
     * @param weir a JSON object
     */
    public static byte[] withWeir(byte[] answer, String weir) {
        return JsonEdit.of().set("weir", weir).apply(answer);
    }
}
