package dev.weir.dialect;

import dev.weir.spi.Answer;
import dev.weir.spi.Dialect;
import dev.weir.spi.Usage;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads what must be known of a vendor's embeddings. */
final class EmbeddingsAnswer {
    private EmbeddingsAnswer() {}

    static Answer read(byte[] body) {
        try (JsonParser parser = Json.fromVendor(body)) {
            return parser.nextToken() == JsonToken.START_OBJECT
                    ? members(parser, body)
                    : ProviderError.unreadable("it is not a JSON object");
        } catch (JacksonException e) {
            return ProviderError.unreadable(e.getOriginalMessage());
        }
    }

    private static Answer members(JsonParser parser, byte[] body) {
        Usage usage = null;
        boolean vectors = false;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken value = parser.nextToken();
            if (name.equals("error") && value != JsonToken.VALUE_NULL) {
                return ProviderError.inside(parser);
            }
            if (name.equals("usage")) {
                usage = UsageReader.read(parser);
            } else {
                vectors |= name.equals("data") && value == JsonToken.START_ARRAY;
                parser.skipChildren();
            }
        }
        return vectors
                ? new Answer.Whole(Dialect.OPENAI_EMBEDDINGS, body, List.of(), usage)
                : ProviderError.unreadable("it has no data");
    }
}
