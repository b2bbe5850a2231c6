package dev.weir.dialect;

import dev.weir.spi.Answer;
import dev.weir.spi.Delta;
import dev.weir.spi.Dialect;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/** What a whole answer of Cohere's chat says. */
final class CohereAnswer {
    private final JsonParser parser;
    private final CohereMessage message;
    private final CohereUsage usage;
    private boolean messageSeen;
    private @Nullable String finishReason;

    private CohereAnswer(JsonParser parser) {
        this.parser = parser;
        this.message = new CohereMessage(parser, null);
        this.usage = new CohereUsage(parser);
    }

    /** {@link Answer.Whole}, or {@link Answer.Refused} for a body that is no answer. */
    static Answer read(byte[] json) {
        try (JsonParser parser = Json.fromVendor(json)) {
            return new CohereAnswer(parser).answer(json);
        } catch (JacksonException e) {
            return ProviderError.unreadable(e.getOriginalMessage());
        }
    }

    private Answer answer(byte[] json) {
        parser.nextToken();
        Members.each(parser, name -> {
            switch (name) {
                case "message" -> {
                    messageSeen = true;
                    Members.each(parser, message::member);
                }
                case "finish_reason" -> finishReason = Text.orNull(parser);
                case "usage" -> usage.read();
                default -> parser.skipChildren();
            }
        });
        if (!messageSeen) {
            return ProviderError.unreadable("it has no message");
        }
        if (finishReason != null && CohereWords.isFailure(finishReason)) {
            return ProviderError.unreadable("it ended with " + finishReason);
        }
        List<Delta> deltas = new ArrayList<>(message.deltas());
        if (finishReason != null) {
            deltas.add(Delta.finish(CohereWords.finishReason(finishReason)));
        }
        return new Answer.Whole(Dialect.COHERE_CHAT, json, deltas, usage.stated());
    }
}
