package dev.weir.dialect;

import dev.weir.spi.Dialect;
import dev.weir.spi.Payload;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * How probable a model held its own tokens, as OpenAI's chat answers and events tell it in {@code
 * choices[].logprobs.content[].logprob} (natural logarithms). Stateless.
 */
public final class TokenProbabilities {
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    private TokenProbabilities() {}

    /** Whether the caller itself asked for them. */
    public static boolean asked(Payload payload) {
        return payload.dialect() == Dialect.OPENAI_CHAT
                && Json.tree(payload.json()).path("logprobs").asBoolean(false);
    }

    /** Gives each token's logarithm to {@code each}; an answer without any gives none. */
    public static void read(byte[] json, DoubleConsumer each) {
        for (Place place : places(json)) {
            logarithms(json, place, each);
        }
    }

    /** The same answer or event without them: {@code logprobs} is null, all other bytes are as they were. */
    public static byte[] removed(byte[] json) {
        List<Place> places = places(json);
        if (places.isEmpty()) {
            return json;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.length);
        int copied = 0;
        for (Place place : places) {
            out.write(json, copied, place.start - copied);
            out.writeBytes(NULL);
            copied = place.end;
        }
        out.write(json, copied, json.length - copied);
        return out.toByteArray();
    }

    /** Where one choice's {@code logprobs} stand. */
    private record Place(int start, int end) {}

    private static List<Place> places(byte[] json) {
        List<Place> places = new ArrayList<>(1);
        try (JsonParser parser = Json.fromVendor(json)) {
            parser.nextToken();
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                boolean choices = parser.nextToken() == JsonToken.START_ARRAY && name.equals("choices");
                if (choices) {
                    choices(parser, places);
                } else {
                    parser.skipChildren();
                }
            }
        } catch (JacksonException unreadable) {
            return List.of();
        }
        return places;
    }

    private static void choices(JsonParser parser, List<Place> places) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                continue;
            }
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                boolean found = parser.nextToken() == JsonToken.START_OBJECT && name.equals("logprobs");
                int start = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                if (found) {
                    places.add(new Place(start, (int) parser.currentLocation().getByteOffset()));
                }
            }
        }
    }

    private static void logarithms(byte[] json, Place place, DoubleConsumer each) {
        byte[] value = java.util.Arrays.copyOfRange(json, place.start, place.end);
        Json.tree(value).path("content").forEach(token -> {
            if (token.path("logprob").isNumber()) {
                each.accept(token.path("logprob").asDouble());
            }
        });
    }
}
