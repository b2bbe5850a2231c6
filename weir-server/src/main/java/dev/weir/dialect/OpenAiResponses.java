package dev.weir.dialect;

import dev.weir.spi.Answer;
import dev.weir.spi.Message;
import dev.weir.spi.Operation;
import dev.weir.spi.Payload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * OpenAI's Responses API on the wire ({@code POST /v1/responses}). Stateless and thread-safe; bytes that are passed in
 * are kept, not copied.
 */
public final class OpenAiResponses {
    private OpenAiResponses() {}

    /** Reads a client's request. */
    public static Parsed<Operation.Chat> readRequest(byte[] body) {
        return readRequest(body, RequestLimits.USUAL);
    }

    /** Reads a client's request. */
    public static Parsed<Operation.Chat> readRequest(byte[] body, RequestLimits limits) {
        try {
            return ResponsesRequest.read(body, limits);
        } catch (BadRequest bad) {
            return new Parsed.Rejected<>(bad.refusal());
        }
    }

    /** Reads a provider's complete answer: {@link Answer.Whole}, or {@link Answer.Refused} if it is none. */
    public static Answer readAnswer(byte[] body) {
        return ResponsesAnswer.read(body);
    }

    /** Whether an event is the one that carries the whole response and ends the stream. */
    public static boolean isLast(byte[] event) {
        String type = AnthropicMessages.eventType(event);
        return type.equals("response.completed") || type.equals("response.incomplete");
    }

    /** The response that an event carries, as it stands in its bytes. */
    public static byte[] responseOf(byte[] event) {
        for (JsonMembers.Member member : JsonMembers.of(event).list()) {
            if (member.name().equals("response")) {
                return Arrays.copyOfRange(event, member.valueStart(), member.end());
            }
        }
        return new byte[] {'{', '}'};
    }

    /** A vendor's response with the name of the one that it continues, which the vendor was not told. */
    public static byte[] continuing(byte[] response, String previous) {
        return JsonEdit.of().setText("previous_response_id", previous).apply(response);
    }

    /** The same for an event, if it carries the response. */
    public static byte[] eventContinuing(byte[] event, String previous) {
        boolean carries = isLast(event)
                || List.of("response.created", "response.in_progress").contains(AnthropicMessages.eventType(event));
        return carries
                ? JsonEdit.of()
                        .setIn("response", "previous_response_id", JsonEdit.quoted(previous))
                        .apply(event)
                : event;
    }

    /** The same request with the beginning of its answer as the last item, for a model that goes on from there. */
    public static Operation.Chat continued(Operation.Chat chat, String said) {
        List<Message> messages = new ArrayList<>(chat.messages());
        messages.add(new Message("assistant", said));
        String element = "{\"role\":\"assistant\",\"content\":" + JsonEdit.quoted(said) + "}";
        byte[] json = JsonEdit.of()
                .append("input", element, "{\"role\":\"user\",\"content\":", "}")
                .apply(chat.payload().json());
        return new Operation.Chat(
                chat.model(),
                messages,
                chat.stream(),
                chat.includeUsage(),
                chat.maxOutputTokens(),
                new Payload(chat.payload().dialect(), json),
                true);
    }
}
