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
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A request of OpenAI's chat dialect as a neutral conversation. */
final class OpenAiConversation {
    private static final Set<String> KNOWN = Set.of(
            "model",
            "messages",
            "stream",
            "stream_options",
            "weir",
            "max_tokens",
            "max_completion_tokens",
            "temperature",
            "top_p",
            "top_k",
            "stop",
            "seed",
            "frequency_penalty",
            "presence_penalty",
            "logprobs",
            "n",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "response_format",
            "reasoning_effort",
            "user");
    private static final Set<String> HINTS = Set.of(
            "metadata",
            "store",
            "service_tier",
            "prompt_cache_key",
            "prompt_cache_retention",
            "safety_identifier",
            "verbosity");
    private static final Set<String> MESSAGE =
            Set.of("role", "content", "tool_calls", "tool_call_id", "refusal", "extra_content");
    private static final Set<String> MESSAGE_HINTS = Set.of("name", "annotations", "reasoning", "reasoning_content");

    private final JsonView body;
    private final List<Other> others = new ArrayList<>();

    private OpenAiConversation(JsonView body) {
        this.body = body;
    }

    static Conversation read(JsonView body) {
        return new OpenAiConversation(body).read();
    }

    private Conversation read() {
        List<Part.Text> instructions = new ArrayList<>();
        List<Turn> turns = new ArrayList<>();
        for (JsonView message : body.at("messages").items()) {
            Turn turn = turn(message);
            if (turns.isEmpty() && turn.speaker() == Speaker.SYSTEM) {
                turn.parts().forEach(part -> {
                    if (part instanceof Part.Text text) {
                        instructions.add(text);
                    }
                });
            } else {
                turns.add(turn);
            }
        }
        Conversation.Tooling tooling = tooling();
        Said<Format> format = format();
        for (String name : body.names()) {
            if (!KNOWN.contains(name) && !saysNothing(name, body.at(name))) {
                others.add(new Other(name, HINTS.contains(name)));
            }
        }
        return new Conversation(
                instructions,
                turns,
                tooling,
                sampling(),
                format,
                thinking(),
                whole("n"),
                body.at("user").absent() ? null : new Said<>(body.at("user").text(), "user"),
                body.at("stream").present() && body.at("stream").bool(),
                others);
    }

    /** Defaults that clients spell out. */
    private boolean saysNothing(String name, JsonView value) {
        return value.absent()
                || switch (name) {
                    case "top_logprobs" ->
                        body.at("logprobs").present()
                                || (value.node().isIntegralNumber()
                                        && value.node().asInt() == 0);
                    case "logit_bias" -> value.node().isObject() && value.node().isEmpty();
                    case "modalities" -> value.json().equals("[\"text\"]");
                    default -> false;
                };
    }

    private Turn turn(JsonView message) {
        rest(message, MESSAGE, MESSAGE_HINTS);
        String field = message.path();
        String role = message.at("role").text();
        List<Part> parts = new ArrayList<>();
        if (role.equals("tool")) {
            parts.add(
                    new Part.ToolResult(message.at("tool_call_id").text(), parts(message.at("content")), false, field));
            return new Turn(Speaker.USER, parts, field);
        }
        seal(message, parts);
        parts.addAll(parts(message.at("content")));
        if (message.at("refusal").present()) {
            parts.add(new Part.Text(message.at("refusal").text()));
        }
        if (message.at("tool_calls").present()) {
            message.at("tool_calls").items().forEach(call -> {
                seal(call, parts);
                parts.add(toolCall(call));
            });
        }
        return switch (role) {
            case "system", "developer" -> new Turn(Speaker.SYSTEM, parts, field);
            case "assistant" -> new Turn(Speaker.ASSISTANT, parts, field);
            case "user" -> new Turn(Speaker.USER, parts, field);
            default -> new Turn(Speaker.USER, List.of(new Part.Unknown(role, field + ".role")), field);
        };
    }

    /** Where Google puts its seal in OpenAI's words, and where Weir passes it on. */
    private static void seal(JsonView said, List<Part> parts) {
        JsonView extra = said.at("extra_content");
        if (extra.present() && extra.at("google").present()) {
            JsonView signature = extra.at("google").at("thought_signature");
            if (signature.present()) {
                parts.add(new Part.Thought("", GeminiWords.sealed(signature.text()), null, signature.path()));
            }
        }
    }

    private static Part toolCall(JsonView call) {
        if (!call.at("type").textOr("function").equals("function")) {
            return new Part.Unknown("a custom tool's call", call.path());
        }
        JsonView function = call.at("function");
        return new Part.ToolCall(
                call.at("id").text(),
                function.at("name").text(),
                function.at("arguments").textOr(""),
                call.path());
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
            case "text" -> new Part.Text(part.at("text").text());
            case "refusal" -> new Part.Text(part.at("refusal").text());
            case "image_url" -> image(part.at("image_url"));
            case "input_audio" -> {
                JsonView audio = part.at("input_audio");
                String mediaType = "audio/" + audio.at("format").text();
                yield new Part.Media(
                        Kind.AUDIO,
                        new Source.Inline(mediaType, audio.at("data").text()),
                        null,
                        audio.path());
            }
            case "file" -> file(part.at("file"));
            default -> new Part.Unknown(type, part.path());
        };
    }

    private Part image(JsonView image) {
        if (image.at("detail").present()) {
            others.add(new Other(image.path() + ".detail", true));
        }
        return new Part.Media(Kind.IMAGE, source(image.at("url")), null, image.path());
    }

    private static Part file(JsonView file) {
        String name = file.at("filename").textOrNull();
        Source source = file.at("file_data").present()
                ? fileSource(file.at("file_data"), name)
                : new Source.Uploaded(file.at("file_id").text());
        return new Part.Media(Kind.DOCUMENT, source, name, file.path());
    }

    /** A data URL, or bare base64 of what its name says it is. */
    static Source fileSource(JsonView content, @Nullable String name) {
        if (isData(content.text())) {
            return source(content);
        }
        String type = name == null ? null : URLConnection.guessContentTypeFromName(name);
        return new Source.Inline(type == null ? "application/pdf" : type, content.text());
    }

    private static boolean isData(String url) {
        return url.regionMatches(true, 0, "data:", 0, 5);
    }

    /** {@code data:image/png;base64,…}, or an address. */
    static Source source(JsonView url) {
        String text = url.text();
        if (!isData(text)) {
            return new Source.At(text);
        }
        int comma = text.indexOf(',');
        String head = comma < 0 ? "" : text.substring(5, comma);
        if (!head.toLowerCase(Locale.ROOT).endsWith(";base64")) {
            throw url.wrong("must be a data URL in base64, such as data:image/png;base64,…");
        }
        int semicolon = head.indexOf(';');
        return new Source.Inline(head.substring(0, semicolon), text.substring(comma + 1));
    }

    private Tooling tooling() {
        List<Tool> tools = new ArrayList<>();
        if (body.at("tools").present()) {
            for (JsonView tool : body.at("tools").items()) {
                tool(tool, tools);
            }
        }
        return new Tooling(tools, choice(), bool("parallel_tool_calls"));
    }

    private void tool(JsonView tool, List<Tool> tools) {
        if (!tool.at("type").textOr("function").equals("function")) {
            others.add(new Other(tool.path(), false));
            return;
        }
        JsonView function = tool.at("function").object();
        tools.add(new Tool(
                function.at("name").text(),
                function.at("description").textOrNull(),
                function.at("parameters").objectJsonOrNull(),
                function.at("strict").boolOrNull(),
                function.path()));
    }

    private @Nullable Said<ToolChoice> choice() {
        JsonView choice = body.at("tool_choice");
        if (choice.absent()) {
            return null;
        }
        if (!choice.isText()) {
            if (choice.at("type").text().equals("function")) {
                return new Said<>(
                        new ToolChoice.One(choice.at("function").at("name").text()), choice.path());
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
        Said<Long> limit = whole("max_completion_tokens");
        return new Sampling(
                limit == null ? whole("max_tokens") : limit,
                number("temperature"),
                number("top_p"),
                whole("top_k"),
                stop(),
                whole("seed"),
                number("frequency_penalty"),
                number("presence_penalty"),
                logprobs());
    }

    private @Nullable Said<Long> logprobs() {
        JsonView wanted = body.at("logprobs");
        if (wanted.absent() || !wanted.bool()) {
            return null;
        }
        Said<Long> top = whole("top_logprobs");
        return new Said<>(top == null ? 0 : top.value(), "logprobs");
    }

    private @Nullable Said<List<String>> stop() {
        JsonView stop = body.at("stop");
        if (stop.absent()) {
            return null;
        }
        List<String> all = stop.isText()
                ? List.of(stop.text())
                : stop.items().stream().map(JsonView::text).toList();
        return new Said<>(all, "stop");
    }

    private @Nullable Said<Format> format() {
        JsonView format = body.at("response_format");
        if (format.absent()) {
            return null;
        }
        String type = format.at("type").text();
        return switch (type) {
            case "text" -> null;
            case "json_object" -> new Said<>(new Format(null, null, null), format.path());
            case "json_schema" -> {
                JsonView schema = format.at("json_schema");
                yield new Said<>(
                        new Format(
                                schema.at("name").textOrNull(),
                                schema.at("schema").object().json(),
                                schema.at("strict").boolOrNull()),
                        format.path());
            }
            default -> {
                others.add(new Other(format.path(), false));
                yield null;
            }
        };
    }

    private @Nullable Said<Thinking> thinking() {
        JsonView effort = body.at("reasoning_effort");
        if (effort.absent()) {
            return null;
        }
        boolean none = effort.text().equals("none");
        return new Said<>(new Thinking(!none, none ? null : effort.text(), null), effort.path());
    }

    private @Nullable Said<Long> whole(String name) {
        JsonView value = body.at(name);
        return value.absent() ? null : new Said<>(value.whole(), name);
    }

    private @Nullable Said<java.math.BigDecimal> number(String name) {
        JsonView value = body.at(name);
        return value.absent() ? null : new Said<>(value.number(), name);
    }

    private @Nullable Said<Boolean> bool(String name) {
        JsonView value = body.at(name);
        return value.absent() ? null : new Said<>(value.bool(), name);
    }

    private void rest(JsonView object, Set<String> known, Set<String> hints) {
        for (String name : object.names()) {
            if (!known.contains(name) && object.at(name).present()) {
                others.add(new Other(object.at(name).path(), hints.contains(name)));
            }
        }
    }
}
