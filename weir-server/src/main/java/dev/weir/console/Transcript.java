package dev.weir.console;

import dev.weir.spi.AnswerContent;
import dev.weir.spi.Exchange;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The messages of an exchange in the order they were said: those of the request, then the answer. */
public record Transcript(List<Line> lines) {
    private static final JsonMapper JSON = JsonMapper.shared();

    public Transcript {
        lines = List.copyOf(lines);
    }

    /**
     * One thing that was said.
     *
     * @param note what is to be known about it beside the text
     * @param code whether the text is JSON or a tool's, to be shown as it is
     * @param answer whether the model said it
     */
    public record Line(String role, String note, String text, boolean code, boolean answer) {}

    static Transcript of(Exchange exchange) {
        List<Line> lines = new ArrayList<>();
        try {
            JsonNode request = JSON.readTree(exchange.request());
            addSystem(request.path("system"), lines);
            request.path("messages").forEach(message -> addMessage(message, lines));
            addInput(request.path("input"), lines);
        } catch (JacksonException e) {
            lines.add(new Line("request", "not JSON", "", false, false));
        }
        exchange.answer().choices().forEach(choice -> addChoice(choice, exchange, lines));
        return new Transcript(lines);
    }

    /** Anthropic's instructions stand beside the messages. */
    private static void addSystem(JsonNode system, List<Line> lines) {
        if (!system.isMissingNode()) {
            lines.add(new Line("system", "", text(system), false, false));
        }
    }

    private static void addMessage(JsonNode message, List<Line> lines) {
        String role = message.path("role").asString("unknown");
        JsonNode content = message.path("content");
        boolean tool = role.equals("tool");
        String note = tool ? message.path("tool_call_id").asString("") : attachments(content);
        String text = text(content);
        if (!text.isEmpty() || !message.has("tool_calls")) {
            lines.add(new Line(role, note, text, tool, false));
        }
        for (JsonNode call : message.path("tool_calls")) {
            JsonNode function = call.path("function");
            String named = "calls " + function.path("name").asString("a tool");
            lines.add(new Line(role, named, function.path("arguments").asString(""), true, false));
        }
    }

    private static String text(JsonNode content) {
        if (!content.isArray()) {
            return content.asString("");
        }
        List<String> texts = new ArrayList<>();
        content.forEach(part -> {
            if (part.has("text")) {
                texts.add(part.path("text").asString(""));
            }
        });
        return String.join("\n", texts);
    }

    private static String attachments(JsonNode content) {
        List<String> kinds = new ArrayList<>();
        if (content.isArray()) {
            content.forEach(part -> {
                if (!part.has("text")) {
                    kinds.add(part.path("type").asString("part"));
                }
            });
        }
        return kinds.isEmpty() ? "" : "with " + String.join(", ", kinds);
    }

    private static void addInput(JsonNode input, List<Line> lines) {
        if (input.isString()) {
            lines.add(new Line("input", "", input.asString(), false, false));
        } else if (input.isArray() && !input.isEmpty() && input.get(0).isString()) {
            for (int i = 0; i < input.size(); i++) {
                lines.add(new Line("input", "text " + (i + 1), input.get(i).asString(""), false, false));
            }
        } else if (input.isArray()) {
            lines.add(new Line("input", "token ids", Figures.count(input.size(), "token"), false, false));
        }
    }

    private static void addChoice(AnswerContent.Choice choice, Exchange exchange, List<Line> lines) {
        if (!choice.reasoning().isEmpty()) {
            lines.add(new Line("assistant", "reasoning", choice.reasoning(), false, false));
        }
        if (!choice.text().isEmpty()) {
            lines.add(new Line("assistant", answerNote(choice, exchange), choice.text(), false, true));
        }
        if (!choice.refusal().isEmpty()) {
            lines.add(new Line("assistant", "refused", choice.refusal(), false, true));
        }
        for (AnswerContent.ToolCall call : choice.toolCalls()) {
            lines.add(new Line("assistant", "calls " + call.name(), call.arguments(), true, false));
        }
    }

    private static String answerNote(AnswerContent.Choice choice, Exchange exchange) {
        String tokens = Figures.count(exchange.usage().outputTokens(), "token");
        return choice.finishReason() == null ? tokens : tokens + ", finish reason " + choice.finishReason();
    }
}
