package dev.weir.dialect;

import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Walks through what a vendor sent; a value of another kind than expected is passed over. */
final class Members {
    private Members() {}

    /** Handles a value by its name; must leave the parser on the value's last token. */
    interface Handler {
        void member(String name);
    }

    /** Each member of the object that the parser stands on. */
    static void each(JsonParser parser, Handler handler) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            handler.member(name);
        }
    }

    /** Each element of the list that the parser stands on. */
    static void elements(JsonParser parser, Runnable element) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            element.run();
        }
    }

    /** The value's own JSON, written anew. */
    static String copied(JsonParser parser) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = Json.generator(text)) {
            out.copyCurrentStructure(parser);
        }
        return text.toString();
    }
}
