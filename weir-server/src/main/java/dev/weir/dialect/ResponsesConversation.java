package dev.weir.dialect;

import dev.weir.spi.Conversation;
import dev.weir.spi.Conversation.Format;
import dev.weir.spi.Conversation.Kind;
import dev.weir.spi.Conversation.Other;
import dev.weir.spi.Conversation.Part;
import dev.weir.spi.Conversation.Said;
import dev.weir.spi.Conversation.Sampling;
import dev.weir.spi.Conversation.Source;
import dev.weir.spi.Conversation.Speaker;
import dev.weir.spi.Conversation.Thinking;
import dev.weir.spi.Conversation.Tool;
import dev.weir.spi.Conversation.ToolChoice;
import dev.weir.spi.Conversation.Tooling;
import dev.weir.spi.Conversation.Turn;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request of the Responses API as a neutral conversation. What the assistant says and calls in one go are several
 * items there and one turn here. Tools that run at OpenAI have no place.
 */
final class ResponsesConversation {
    private static final Set<String> KNOWN = Set.of(
            "model",
            "input",
            "instructions",
            "stream",
            "stream_options",
            "store",
            "weir",
            "max_output_tokens",
            "temperature",
            "top_p",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "text",
            "reasoning",
            "include",
            "background",
            "top_logprobs",
            "user");
    private static final Set<String> HINTS = Set.of(
            "metadata",
            "service_tier",
            "prompt_cache_key",
            "prompt_cache_retention",
            "safety_identifier",
            "truncation",
            "max_tool_calls");
    private static final Set<String> FUNCTION =
            Set.of("type", "name", "description", "parameters", "strict", "defer_loading");

    private final JsonView body;
    private final List<Other> others = new ArrayList<>();
    private final List<Part.Text> instructions = new ArrayList<>();
    private final List<Turn> turns = new ArrayList<>();

    /** What the assistant says and calls in one go, as far as it is read. */
    private final List<Part> saying = new ArrayList<>();

    private String sayingAt = "";

    private ResponsesConversation(JsonView body) {
        this.body = body;
    }

    static Conversation read(JsonView body) {
        return new ResponsesConversation(body).read();
    }

    private Conversation read() {
        if (body.at("instructions").present()) {
            instructions.add(new Part.Text(body.at("instructions").text()));
        }
        JsonView input = body.at("input");
        if (input.isText()) {
            turn(Speaker.USER, List.of(new Part.Text(input.text())), input.path());
        } else if (input.present()) {
            input.items().forEach(this::item);
        }
        endSaying();
        Tooling tooling = tooling();
        Said<Format> format = format();
        Said<Thinking> thinking = thinking();
        rest();
        return new Conversation(
                instructions,
                turns,
                tooling,
                sampling(),
                format,
                thinking,
                null,
                body.at("user").absent() ? null : new Said<>(body.at("user").text(), "user"),
                body.at("stream").present() && body.at("stream").bool(),
                others);
    }

    private void rest() {
        for (String name : body.names()) {
            if (!KNOWN.contains(name) && body.at(name).present()) {
                others.add(new Other(name, HINTS.contains(name)));
            }
        }
        JsonView logprobs = body.at("top_logprobs");
        if (logprobs.present() && logprobs.whole() > 0) {
            others.add(new Other(logprobs.path(), false));
        }
        if (body.at("include").present()) {
            for (JsonView wanted : body.at("include").items()) {
                others.add(new Other(wanted.path(), !wanted.text().contains("logprobs")));
            }
        }
    }

    private void item(JsonView item) {
        String field = item.path();
        switch (item.at("type").textOr("message")) {
            case "message" -> message(item);
            case "function_call" ->
                say(
                        new Part.ToolCall(
                                item.at("call_id").text(),
                                item.at("name").text(),
                                item.at("arguments").text(),
                                field),
                        field);
            case "function_call_output" ->
                turn(
                        Speaker.USER,
                        List.of(new Part.ToolResult(item.at("call_id").text(), parts(item.at("output")), false, field)),
                        field);
            case "reasoning" ->
                say(
                        new Part.Thought(
                                summary(item),
                                ThoughtSeal.opened(item.at("encrypted_content").textOrNull()),
                                null,
                                field),
                        field);
            default -> say(new Part.Unknown(item.at("type").text(), field), field);
        }
    }

    private static String summary(JsonView thoughts) {
        StringBuilder text = new StringBuilder();
        if (thoughts.at("summary").present()) {
            thoughts.at("summary")
                    .items()
                    .forEach(part -> text.append(part.at("text").textOr("")));
        }
        return text.toString();
    }

    private void message(JsonView message) {
        List<Part> parts = parts(message.at("content"));
        String field = message.path();
        switch (message.at("role").text()) {
            case "assistant" -> parts.forEach(part -> say(part, field));
            case "system", "developer" -> {
                boolean first =
                        turns.isEmpty() && saying.isEmpty() && parts.stream().allMatch(Part.Text.class::isInstance);
                if (first) {
                    parts.forEach(part -> instructions.add((Part.Text) part));
                } else {
                    turn(Speaker.SYSTEM, parts, field);
                }
            }
            default -> turn(Speaker.USER, parts, field);
        }
    }

    /** The assistant's items that follow each other are one turn. */
    private void say(Part part, String field) {
        sayingAt = saying.isEmpty() ? field : sayingAt;
        saying.add(part);
    }

    private void endSaying() {
        if (!saying.isEmpty()) {
            turns.add(new Turn(Speaker.ASSISTANT, saying, sayingAt));
            saying.clear();
        }
    }

    private void turn(Speaker speaker, List<Part> parts, String field) {
        endSaying();
        turns.add(new Turn(speaker, parts, field));
    }

    private List<Part> parts(JsonView content) {
        if (content.absent()) {
            return List.of();
        }
        if (content.isText()) {
            return List.of(new Part.Text(content.text()));
        }
        List<Part> parts = new ArrayList<>();
        for (JsonView part : content.items()) {
            parts.add(part(part));
        }
        return parts;
    }

    private Part part(JsonView part) {
        String type = part.at("type").text();
        return switch (type) {
            case "input_text", "output_text" -> new Part.Text(part.at("text").text());
            case "refusal" -> new Part.Text(part.at("refusal").text());
            case "input_image" -> image(part);
            case "input_file" -> file(part);
            case "input_audio" -> {
                JsonView audio = part.at("input_audio");
                yield new Part.Media(
                        Kind.AUDIO,
                        new Source.Inline(
                                "audio/" + audio.at("format").text(),
                                audio.at("data").text()),
                        null,
                        audio.path());
            }
            default -> new Part.Unknown(type, part.path());
        };
    }

    private Part image(JsonView image) {
        if (!image.at("detail").textOr("auto").equals("auto")) {
            others.add(new Other(image.path() + ".detail", true));
        }
        Source source = image.at("image_url").present()
                ? OpenAiConversation.source(image.at("image_url"))
                : new Source.Uploaded(image.at("file_id").text());
        return new Part.Media(Kind.IMAGE, source, null, image.path());
    }

    private static Part file(JsonView file) {
        String name = file.at("filename").textOrNull();
        Source source = file.at("file_data").present()
                ? OpenAiConversation.fileSource(file.at("file_data"), name)
                : file.at("file_url").present()
                        ? new Source.At(file.at("file_url").text())
                        : new Source.Uploaded(file.at("file_id").text());
        return new Part.Media(Kind.DOCUMENT, source, name, file.path());
    }

    private Tooling tooling() {
        List<Tool> tools = new ArrayList<>();
        if (body.at("tools").present()) {
            for (JsonView tool : body.at("tools").items()) {
                tool(tool, tools);
            }
        }
        JsonView parallel = body.at("parallel_tool_calls");
        return new Tooling(
                tools, choice(), parallel.absent() ? null : new Said<>(parallel.bool(), "parallel_tool_calls"));
    }

    private void tool(JsonView tool, List<Tool> tools) {
        if (!tool.at("type").text().equals("function")) {
            others.add(new Other(tool.path(), false));
            return;
        }
        for (String name : tool.names()) {
            if (!FUNCTION.contains(name) && tool.at(name).present()) {
                others.add(new Other(tool.path() + "." + name, false));
            }
        }
        tools.add(new Tool(
                tool.at("name").text(),
                tool.at("description").textOrNull(),
                tool.at("parameters").objectJsonOrNull(),
                tool.at("strict").boolOrNull(),
                tool.path()));
    }

    private @Nullable Said<ToolChoice> choice() {
        JsonView choice = body.at("tool_choice");
        if (choice.absent()) {
            return null;
        }
        if (!choice.isText()) {
            if (choice.at("type").text().equals("function")) {
                return new Said<>(new ToolChoice.One(choice.at("name").text()), choice.path());
            }
            others.add(new Other(choice.path(), false));
            return null;
        }
        return new Said<>(
                switch (choice.text()) {
                    case "auto" -> new ToolChoice.Auto();
                    case "none" -> new ToolChoice.None();
                    case "required" -> new ToolChoice.Any();
                    default -> throw choice.wrong("must be auto, none, required or a function");
                },
                choice.path());
    }

    private Sampling sampling() {
        JsonView limit = body.at("max_output_tokens");
        return new Sampling(
                limit.absent() ? null : new Said<>(limit.whole(), limit.path()),
                number("temperature"),
                number("top_p"),
                null,
                null,
                null,
                null,
                null);
    }

    private @Nullable Said<BigDecimal> number(String name) {
        JsonView value = body.at(name);
        return value.absent() ? null : new Said<>(value.number(), name);
    }

    private @Nullable Said<Format> format() {
        JsonView text = body.at("text");
        if (text.absent()) {
            return null;
        }
        hints(text, Set.of("format"));
        JsonView format = text.at("format");
        if (format.absent()) {
            return null;
        }
        String type = format.at("type").text();
        return switch (type) {
            case "text" -> null;
            case "json_object" -> new Said<>(new Format(null, null, null), format.path());
            case "json_schema" ->
                new Said<>(
                        new Format(
                                format.at("name").textOrNull(),
                                format.at("schema").object().json(),
                                format.at("strict").boolOrNull()),
                        format.path());
            default -> {
                others.add(new Other(format.path(), false));
                yield null;
            }
        };
    }

    private @Nullable Said<Thinking> thinking() {
        JsonView reasoning = body.at("reasoning");
        if (reasoning.absent()) {
            return null;
        }
        hints(reasoning, Set.of("effort"));
        JsonView effort = reasoning.at("effort");
        if (effort.absent()) {
            return null;
        }
        boolean none = effort.text().equals("none");
        return new Said<>(new Thinking(!none, none ? null : effort.text(), null), effort.path());
    }

    /** How it is told, not what is told. */
    private void hints(JsonView object, Set<String> known) {
        for (String name : object.names()) {
            if (!known.contains(name) && object.at(name).present()) {
                others.add(new Other(object.at(name).path(), true));
            }
        }
    }
}
