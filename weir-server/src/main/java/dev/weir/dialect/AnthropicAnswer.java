package dev.weir.dialect;

import dev.weir.spi.Answer;
import dev.weir.spi.Delta;
import dev.weir.spi.Dialect;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** What a whole message of Anthropic's says. */
final class AnthropicAnswer {
    private final JsonParser parser;
    private final List<Delta> deltas = new ArrayList<>(2);
    private final AnthropicUsage usage = new AnthropicUsage();
    private @Nullable String stopReason;
    private boolean content;
    private int toolCalls;
    private Answer.@Nullable Refused refusal;

    private AnthropicAnswer(JsonParser parser) {
        this.parser = parser;
    }

    /** {@link Answer.Whole}, or {@link Answer.Refused} for a body that is no message. */
    static Answer read(byte[] json) {
        try (JsonParser parser = Json.fromVendor(json)) {
            return new AnthropicAnswer(parser).answer(json);
        } catch (JacksonException e) {
            return ProviderError.unreadable(e.getOriginalMessage());
        }
    }

    private Answer answer(byte[] json) {
        if (parser.nextToken() == JsonToken.START_OBJECT) {
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                member(name);
            }
        }
        if (refusal != null) {
            return refusal;
        }
        if (!content) {
            return ProviderError.unreadable("it has no content");
        }
        if (stopReason != null) {
            deltas.add(Delta.finish(AnthropicWords.finishReason(stopReason)));
        }
        return new Answer.Whole(Dialect.ANTHROPIC_MESSAGES, json, deltas, usage.stated());
    }

    private void member(String name) {
        switch (name) {
            case "content" -> content();
            case "stop_reason" -> stopReason = Text.orNull(parser);
            case "usage" -> usage.read(parser);
            case "error" -> refusal = ProviderError.inside(parser);
            default -> parser.skipChildren();
        }
    }

    private void content() {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        content = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            block();
        }
    }

    private void block() {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        String type = "";
        String text = "";
        String id = null;
        String called = null;
        String input = "";
        String signature = null;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "type" -> type = Text.orEmpty(parser);
                case "text", "thinking" -> text = Text.orEmpty(parser);
                case "signature" -> signature = Text.orNull(parser);
                case "id" -> id = Text.orNull(parser);
                case "name" -> called = Text.orNull(parser);
                case "input" -> input = copied();
                default -> parser.skipChildren();
            }
        }
        switch (type) {
            case "text" -> deltas.add(Delta.text(text));
            case "thinking" -> deltas.add(new Delta(0, "", text, "", null, null, signature));
            case "tool_use" ->
                deltas.add(new Delta(0, "", "", "", new Delta.ToolCall(toolCalls++, id, called, input), null));
            default -> {
                // redacted thoughts and the vendor's own tools say nothing in words
            }
        }
    }

    private String copied() {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = Json.generator(text)) {
            out.copyCurrentStructure(parser);
        }
        return text.toString();
    }
}
