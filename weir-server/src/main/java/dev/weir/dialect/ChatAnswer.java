package dev.weir.dialect;

import dev.weir.spi.Answer;
import dev.weir.spi.Delta;
import dev.weir.spi.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** What a vendor's answer, or one event of it, says: the two differ only in what they call the message. */
final class ChatAnswer {
    private final JsonParser parser;
    private final List<Delta> deltas = new ArrayList<>(1);
    private boolean choices;
    private int choiceCount;
    private @Nullable Usage usage;
    private @Nullable Usage usageElsewhere;
    private Answer.@Nullable Refused refusal;

    private ChatAnswer(JsonParser parser) {
        this.parser = parser;
    }

    /** Reads what there is; a body that cannot be read is a refusal. */
    static ChatAnswer read(byte[] json) {
        try (JsonParser parser = Json.fromVendor(json)) {
            ChatAnswer answer = new ChatAnswer(parser);
            answer.root();
            return answer;
        }
    }

    private void root() {
        try {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                members();
            }
            if (refusal == null && !choices && usage() == null) {
                refusal = ProviderError.unreadable("it has neither choices nor usage");
            }
        } catch (JacksonException e) {
            refusal = ProviderError.unreadable(e.getOriginalMessage());
        }
    }

    int choiceCount() {
        return choiceCount;
    }

    List<Delta> deltas() {
        return deltas;
    }

    @Nullable
    Usage usage() {
        return usage == null ? usageElsewhere : usage;
    }

    Answer.@Nullable Refused refusal() {
        return refusal;
    }

    private void members() {
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken value = parser.nextToken();
            switch (name) {
                case "choices" -> choices(value);
                case "usage" -> usage = UsageReader.read(parser);
                case "x_groq" -> groq(value);
                case "error" -> error(value);
                default -> parser.skipChildren();
            }
        }
    }

    private void error(JsonToken value) {
        if (value != JsonToken.VALUE_NULL) {
            refusal = ProviderError.inside(parser);
        }
    }

    private void groq(JsonToken value) {
        if (value != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken inner = parser.nextToken();
            switch (name) {
                case "usage" -> usageElsewhere = UsageReader.read(parser);
                case "error" -> error(inner);
                default -> parser.skipChildren();
            }
        }
    }

    private void choices(JsonToken value) {
        if (value != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        choices = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            choice(choiceCount++);
        }
    }

    private void choice(int place) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        ChatMessage message = new ChatMessage(parser);
        int index = place;
        String finishReason = null;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "index" -> index = Text.index(parser, place);
                case "delta", "message" -> message.read();
                case "finish_reason" -> finishReason = Text.orNull(parser);
                case "usage" -> usageElsewhere = UsageReader.read(parser);
                default -> parser.skipChildren();
            }
        }
        message.addTo(deltas, index, finishReason);
    }
}
