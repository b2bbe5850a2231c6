package dev.weir.dialect;

import dev.weir.spi.Answer;
import dev.weir.spi.Dialect;
import dev.weir.spi.Operation;
import dev.weir.spi.Payload;
import dev.weir.spi.WeirOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * OpenAI's moderations on the wire ({@code POST /v1/moderations}): a text, a list of texts, or a list of parts of which
 * some may be images. Stateless and thread-safe; bytes that are passed in are kept, not copied.
 */
public final class OpenAiModerations {
    /** What OpenAI takes where the caller names no model. */
    private static final String MODEL = "omni-moderation-latest";

    private OpenAiModerations() {}

    /** Reads a client's request. */
    public static Parsed<Operation.Moderate> readRequest(byte[] body) {
        return readRequest(body, RequestLimits.USUAL);
    }

    /** Reads a client's request. */
    public static Parsed<Operation.Moderate> readRequest(byte[] body, RequestLimits limits) {
        try {
            return RequestReader.read(body, limits, in -> new OneRequest(in).read(body));
        } catch (BadRequest bad) {
            return new Parsed.Rejected<>(bad.refusal());
        }
    }

    /** Reads a provider's judgement: {@link Answer.Whole}, or {@link Answer.Refused} if it is none. */
    public static Answer readAnswer(byte[] body) {
        boolean results = false;
        try (JsonParser parser = Json.fromVendor(body)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                    JsonToken value = parser.nextToken();
                    if (name.equals("error") && value != JsonToken.VALUE_NULL) {
                        return ProviderError.inside(parser);
                    }
                    results |= name.equals("results") && value == JsonToken.START_ARRAY;
                    parser.skipChildren();
                }
            }
        } catch (JacksonException e) {
            return ProviderError.unreadable(e.getOriginalMessage());
        }
        return results
                ? new Answer.Whole(Dialect.OPENAI_MODERATIONS, body, List.of(), null)
                : ProviderError.unreadable("it has no results");
    }

    private static final class OneRequest {
        private static final Shape IMAGE = Shape.object(Map.of("url", InlineMedia::imageUrl), "url");

        private final RequestReader in;
        private final List<String> texts = new ArrayList<>(1);
        private String model = MODEL;
        private boolean input;
        private WeirOptions options = WeirOptions.ABSENT;

        OneRequest(RequestReader in) {
            this.in = in;
        }

        Parsed<Operation.Moderate> read(byte[] body) {
            for (String name = in.nextMember(); name != null; name = in.nextMember()) {
                switch (name) {
                    case "model" -> model = in.isNull() ? MODEL : ChatRequest.model(in);
                    case "input" -> input();
                    case "weir" -> options = WeirField.read(in);
                    default -> in.skip();
                }
            }
            if (!input) {
                throw in.missing("input", "Send a text, a list of texts, or a list of parts.");
            }
            Payload payload = new Payload(Dialect.OPENAI_MODERATIONS, body);
            return new Parsed.Understood<>(new Operation.Moderate(model, texts, payload), options);
        }

        private void input() {
            input = true;
            if (in.isString()) {
                texts.add(in.string("a string"));
                return;
            }
            if (!in.isList()) {
                throw in.mustBe("a string, a list of strings, or a list of parts");
            }
            int elements = 0;
            while (in.nextElement()) {
                elements++;
                if (in.isString()) {
                    texts.add(in.string("a string"));
                } else {
                    part();
                }
            }
            if (elements == 0) {
                throw BadRequest.field("input", "'input' is empty.", "Send at least one text.");
            }
        }

        private void part() {
            in.expectObject("a string, or an object with a type");
            String type = null;
            String text = null;
            boolean image = false;
            for (String name = in.nextMember(); name != null; name = in.nextMember()) {
                switch (name) {
                    case "type" -> type = in.string("a string");
                    case "text" -> text = in.string("a string");
                    case "image_url" -> {
                        IMAGE.check(in);
                        image = true;
                    }
                    default -> in.skip();
                }
            }
            check(type, text, image);
            if (text != null) {
                texts.add(text);
            }
        }

        private void check(@Nullable String type, @Nullable String text, boolean image) {
            switch (type) {
                case null -> throw in.missing("type", "Say what the part is: text or image_url.");
                case "text" -> {
                    if (text == null) {
                        throw in.missing("text", "A text part needs its text, a string.");
                    }
                }
                case "image_url" -> {
                    if (!image) {
                        throw in.missing("image_url", "An image needs its image_url, an object with a url.");
                    }
                }
                default -> {
                    // the provider's business
                }
            }
        }
    }
}
