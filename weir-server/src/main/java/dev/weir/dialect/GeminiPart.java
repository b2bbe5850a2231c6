package dev.weir.dialect;

import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A part of what Gemini says.
 *
 * @param text words, or a picture as Markdown with a data URL: chat has no other place for one
 * @param thought whether the words are thoughts
 * @param call a tool's call
 */
record GeminiPart(
        String text,
        boolean thought,
        @Nullable String signature,
        @Nullable Call call) {

    /** A tool's call; Gemini's older models give no id. */
    record Call(@Nullable String id, String name, String args) {}

    /** Reads the value that the parser stands on, and leaves it on that value's last token. */
    static GeminiPart read(JsonParser parser) {
        String text = "";
        boolean thought = false;
        String signature = null;
        Call call = null;
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return new GeminiPart(text, false, null, null);
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "text" -> text = Text.orEmpty(parser);
                case "thought" -> thought = truth(parser);
                case "thoughtSignature" -> signature = Text.orNull(parser);
                case "functionCall" -> call = call(parser);
                case "inlineData" -> text = picture(parser);
                default -> parser.skipChildren();
            }
        }
        return new GeminiPart(text, thought, signature, call);
    }

    private static boolean truth(JsonParser parser) {
        boolean truth = parser.currentToken() == JsonToken.VALUE_TRUE;
        parser.skipChildren();
        return truth;
    }

    private static @Nullable Call call(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return null;
        }
        String id = null;
        String called = "";
        String args = "{}";
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "id" -> id = Text.orNull(parser);
                case "name" -> called = Text.orEmpty(parser);
                case "args" -> args = copied(parser);
                default -> parser.skipChildren();
            }
        }
        return new Call(id == null || id.isEmpty() ? null : id, called, args);
    }

    private static String copied(JsonParser parser) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = Json.generator(text)) {
            out.copyCurrentStructure(parser);
        }
        return text.toString().equals("null") ? "{}" : text.toString();
    }

    private static String picture(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return "";
        }
        String mimeType = "";
        String data = "";
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "mimeType" -> mimeType = Text.orEmpty(parser);
                case "data" -> data = Text.orEmpty(parser);
                default -> parser.skipChildren();
            }
        }
        return "![" + mimeType + "](data:" + mimeType + ";base64," + data + ")";
    }
}
