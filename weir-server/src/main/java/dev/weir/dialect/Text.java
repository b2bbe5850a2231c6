package dev.weir.dialect;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads single values from vendors, who may send anything; what is not as expected is passed over. */
final class Text {
    private static final int MOST_CHOICES = 1 << 16;

    private Text() {}

    static @Nullable String orNull(JsonParser parser) {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return parser.getString();
        }
        parser.skipChildren();
        return null;
    }

    static String orEmpty(JsonParser parser) {
        String text = orNull(parser);
        return text == null ? "" : text;
    }

    /** A small number from 0. */
    static int index(JsonParser parser, int otherwise) {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() == JsonParser.NumberType.INT) {
            int index = parser.getIntValue();
            return index < 0 || index > MOST_CHOICES ? otherwise : index;
        }
        parser.skipChildren();
        return otherwise;
    }

    /** A string, or the texts of a list of parts put together, as Mistral sends content. */
    static String ofParts(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            return orEmpty(parser);
        }
        StringBuilder text = new StringBuilder();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            text.append(ofPart(parser));
        }
        return text.toString();
    }

    private static String ofPart(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return "";
        }
        String text = "";
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            if (name.equals("text")) {
                text = orEmpty(parser);
            } else {
                parser.skipChildren();
            }
        }
        return text;
    }
}
