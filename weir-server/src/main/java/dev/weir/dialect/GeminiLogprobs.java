package dev.weir.dialect;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Gemini's {@code logprobsResult} as OpenAI's {@code logprobs}: the chosen tokens, each with the likeliest ones. */
final class GeminiLogprobs {
    private record Token(String text, BigDecimal logprob) {}

    private final List<Token> chosen = new ArrayList<>();
    private final List<List<Token>> top = new ArrayList<>();

    private GeminiLogprobs() {}

    /** Reads the value that the parser stands on, and leaves it on that value's last token; null if it has no tokens. */
    static @Nullable String read(JsonParser parser) {
        GeminiLogprobs read = new GeminiLogprobs();
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return null;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "chosenCandidates" -> tokens(parser, read.chosen);
                case "topCandidates" -> read.tops(parser);
                default -> parser.skipChildren();
            }
        }
        return read.chosen.isEmpty() ? null : read.written();
    }

    private void tops(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            List<Token> tokens = new ArrayList<>();
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                    parser.nextToken();
                    if (name.equals("candidates")) {
                        tokens(parser, tokens);
                    } else {
                        parser.skipChildren();
                    }
                }
            }
            top.add(tokens);
        }
    }

    private static void tokens(JsonParser parser, List<Token> into) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            into.add(token(parser));
        }
    }

    private static Token token(JsonParser parser) {
        String text = "";
        BigDecimal logprob = BigDecimal.ZERO;
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return new Token(text, logprob);
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken value = parser.nextToken();
            if (name.equals("token")) {
                text = Text.orEmpty(parser);
            } else if (name.equals("logProbability") && value.isNumeric()) {
                logprob = parser.getDecimalValue();
            } else {
                parser.skipChildren();
            }
        }
        return new Token(text, logprob);
    }

    private String written() {
        return new String(
                Json.write(out -> {
                    out.writeStartObject();
                    out.writeArrayPropertyStart("content");
                    for (int i = 0; i < chosen.size(); i++) {
                        token(out, chosen.get(i));
                        out.writeArrayPropertyStart("top_logprobs");
                        for (Token other : i < top.size() ? top.get(i) : List.<Token>of()) {
                            token(out, other);
                            out.writeEndObject();
                        }
                        out.writeEndArray();
                        out.writeEndObject();
                    }
                    out.writeEndArray();
                    out.writeNullProperty("refusal");
                    out.writeEndObject();
                }),
                StandardCharsets.UTF_8);
    }

    private static void token(JsonGenerator out, Token token) {
        out.writeStartObject();
        out.writeStringProperty("token", token.text());
        out.writeNumberProperty("logprob", token.logprob());
        out.writeArrayPropertyStart("bytes");
        for (byte b : token.text().getBytes(StandardCharsets.UTF_8)) {
            out.writeNumber(b & 0xFF);
        }
        out.writeEndArray();
    }
}
