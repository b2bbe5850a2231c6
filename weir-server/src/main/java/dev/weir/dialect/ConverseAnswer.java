package dev.weir.dialect;

import dev.weir.spi.Answer;
import dev.weir.spi.Delta;
import dev.weir.spi.Dialect;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/** What a whole answer of Bedrock's Converse says. */
final class ConverseAnswer {
    private final JsonParser parser;
    private final List<Delta> deltas = new ArrayList<>(2);
    private final ConverseUsage usage = new ConverseUsage();
    private @Nullable String stopReason;
    private boolean message;
    private int toolCalls;

    private ConverseAnswer(JsonParser parser) {
        this.parser = parser;
    }

    /** {@link Answer.Whole}, or {@link Answer.Refused} for a body that is no answer. */
    static Answer read(byte[] json) {
        try (JsonParser parser = Json.fromVendor(json)) {
            return new ConverseAnswer(parser).answer(json);
        } catch (JacksonException e) {
            return ProviderError.unreadable(e.getOriginalMessage());
        }
    }

    private Answer answer(byte[] json) {
        parser.nextToken();
        Members.each(parser, name -> {
            switch (name) {
                case "output" -> output();
                case "stopReason" -> stopReason = Text.orNull(parser);
                case "usage" -> usage.read(parser);
                default -> parser.skipChildren();
            }
        });
        if (!message) {
            return ProviderError.unreadable("it has no output message");
        }
        if (stopReason != null) {
            deltas.add(Delta.finish(ConverseWords.finishReason(stopReason)));
        }
        return new Answer.Whole(Dialect.BEDROCK_CONVERSE, json, deltas, usage.stated());
    }

    private void output() {
        Members.each(parser, name -> {
            if (name.equals("message")) {
                message = true;
                Members.each(parser, this::messageMember);
            } else {
                parser.skipChildren();
            }
        });
    }

    private void messageMember(String name) {
        if (name.equals("content")) {
            Members.elements(parser, () -> Members.each(parser, this::block));
        } else {
            parser.skipChildren();
        }
    }

    private void block(String name) {
        switch (name) {
            case "text" -> deltas.add(Delta.text(Text.orEmpty(parser)));
            case "toolUse" -> toolUse();
            case "reasoningContent" -> Members.each(parser, this::reasoning);
            case "citationsContent" -> Members.each(parser, this::cited);
            default -> parser.skipChildren();
        }
    }

    private void reasoning(String name) {
        if (!name.equals("reasoningText")) {
            parser.skipChildren();
            return;
        }
        Members.each(parser, part -> {
            switch (part) {
                case "text" -> deltas.add(Delta.reasoning(Text.orEmpty(parser)));
                case "signature" -> deltas.add(Delta.signature(Text.orEmpty(parser)));
                default -> parser.skipChildren();
            }
        });
    }

    private void cited(String name) {
        if (name.equals("content")) {
            Members.elements(
                    parser,
                    () -> Members.each(parser, part -> {
                        if (part.equals("text")) {
                            deltas.add(Delta.text(Text.orEmpty(parser)));
                        } else {
                            parser.skipChildren();
                        }
                    }));
        } else {
            parser.skipChildren();
        }
    }

    private void toolUse() {
        ToolUse use = new ToolUse();
        Members.each(parser, name -> use.member(parser, name));
        if (use.ofTheCallers()) {
            deltas.add(Delta.tool(new Delta.ToolCall(toolCalls++, use.id, use.name, use.input)));
        }
    }

    /** A call of a tool, whole or as it begins. */
    static final class ToolUse {
        @Nullable
        String id;

        @Nullable
        String name;

        String input = "";
        private boolean servers;

        void member(JsonParser parser, String member) {
            switch (member) {
                case "toolUseId" -> id = Text.orNull(parser);
                case "name" -> name = Text.orNull(parser);
                case "input" -> input = Members.copied(parser);
                case "type" -> servers = Text.orEmpty(parser).equals("server_tool_use");
                default -> parser.skipChildren();
            }
        }

        /** Not one that runs at the vendor's. */
        boolean ofTheCallers() {
            return !servers;
        }
    }
}
