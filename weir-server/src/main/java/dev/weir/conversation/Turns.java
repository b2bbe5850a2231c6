package dev.weir.conversation;

import dev.weir.dialect.OpenAiResponses;
import dev.weir.dialect.Parsed;
import dev.weir.dialect.ResponseState;
import dev.weir.http.Refusal;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Operation;
import dev.weir.spi.Payload;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A request with the turns before it in front of its own input. Places in it are told as the caller knows them: what is
 * wrong with an earlier turn is the previous response's fault.
 */
final class Turns {
    private static final String INPUT = "input[";

    private final int before;
    private final boolean text;
    private final Payload request;

    private Turns(int before, boolean text, Payload request) {
        this.before = before;
        this.text = text;
        this.request = request;
    }

    static Turns of(Payload asked, List<KeptResponse> earlier) {
        List<JsonNode> items = earlier.stream()
                .flatMap(turn -> Stream.concat(turn.input().stream(), turn.output().stream()))
                .map(ResponseState::forNextTurn)
                .filter(Objects::nonNull)
                .toList();
        return new Turns(items.size(), ResponseState.isText(asked), ResponseState.expanded(asked, items));
    }

    /**
     * The request as it goes to a provider.
     *
     * @throws Refusal if it makes no sense after those turns, such as a tool's output without the call
     */
    Operation.Chat chat() {
        return switch (OpenAiResponses.readRequest(request.json())) {
            case Parsed.Understood<Operation.Chat>(var chat, var options) -> chat;
            case Parsed.Rejected<Operation.Chat>(var refusal) -> throw new Refusal(asAsked(refusal));
        };
    }

    Refused asAsked(Refused refused) {
        String field = refused.field();
        if (before == 0 || field == null || !field.startsWith(INPUT)) {
            return refused;
        }
        String own = asAsked(field);
        return new Refused(
                refused.code(),
                refused.message().replace("'" + field + "'", "'" + own + "'"),
                own,
                refused.hint(),
                refused.retryAfter(),
                refused.providerStatus());
    }

    /** A place in the request as it was sent, as a place in the caller's. */
    String asAsked(String field) {
        int end = field.indexOf(']');
        if (before == 0 || !field.startsWith(INPUT) || end < 0) {
            return field;
        }
        int index = Integer.parseInt(field, INPUT.length(), end, 10);
        if (index < before) {
            return "previous_response_id";
        }
        return text ? "input" : INPUT + (index - before) + field.substring(end);
    }
}
