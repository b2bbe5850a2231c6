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
            return wellFormed(parser.getString());
        }
        parser.skipChildren();
        return null;
    }

    /** Half of a surrogate pair can be escaped in JSON, but not be written in UTF-8; it becomes U+FFFD. */
    private static String wellFormed(String text) {
        int fault = firstLoneSurrogate(text, 0);
        if (fault < 0) {
            return text;
        }
        StringBuilder repaired = new StringBuilder(text);
        for (int at = fault; at >= 0; at = firstLoneSurrogate(text, at + 1)) {
            repaired.setCharAt(at, '\ufffd');
        }
        return repaired.toString();
    }

    private static int firstLoneSurrogate(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return i;
                }
                i++;
            }
        }
        return -1;
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
