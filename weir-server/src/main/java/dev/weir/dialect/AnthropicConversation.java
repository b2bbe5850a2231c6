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
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A request of Anthropic's Messages API as a neutral conversation. */
final class AnthropicConversation {
    private static final Set<String> KNOWN = Set.of(
            "model",
            "messages",
            "system",
            "max_tokens",
            "stream",
            "weir",
            "temperature",
            "top_p",
            "top_k",
            "stop_sequences",
            "tools",
            "tool_choice",
            "thinking",
            "output_config",
            "output_format",
            "metadata");
    private static final Set<String> HINTS = Set.of("service_tier", "cache_control");
    private static final Set<String> BLOCK = Set.of(
            "type",
            "text",
            "source",
            "title",
            "id",
            "name",
            "input",
            "tool_use_id",
            "content",
            "is_error",
            "thinking",
            "signature",
            "data");
    private static final Set<String> BLOCK_HINTS = Set.of("cache_control", "caller");
    private static final Set<String> TOOL = Set.of("type", "name", "description", "input_schema", "strict");

    private final JsonView body;
    private final List<Other> others = new ArrayList<>();

    private AnthropicConversation(JsonView body) {
        this.body = body;
    }

    static Conversation read(JsonView body) {
        return new AnthropicConversation(body).read();
    }

    private Conversation read() {
        List<Turn> turns = new ArrayList<>();
        for (JsonView message : body.at("messages").items()) {
            Speaker speaker = message.at("role").text().equals("user") ? Speaker.USER : Speaker.ASSISTANT;
            turns.add(new Turn(speaker, parts(message.at("content")), message.path()));
        }
        Tooling tooling = tooling();
        List<Part.Text> instructions = instructions();
        rest(body, KNOWN, HINTS);
        return new Conversation(
                instructions,
                turns,
                tooling,
                sampling(),
                format(),
                thinking(),
                null,
                endUser(),
                body.at("stream").present() && body.at("stream").bool(),
                others);
    }

    private List<Part.Text> instructions() {
        List<Part.Text> texts = new ArrayList<>();
        if (body.at("system").present()) {
            for (Part part : parts(body.at("system"))) {
                if (part instanceof Part.Text text) {
                    texts.add(text);
                }
            }
        }
        return texts;
    }

    private @Nullable Said<String> endUser() {
        JsonView metadata = body.at("metadata");
        if (metadata.absent()) {
            return null;
        }
        rest(metadata, Set.of("user_id"), Set.copyOf(metadata.names()));
        JsonView user = metadata.at("user_id");
        return user.absent() ? null : new Said<>(user.text(), user.path());
    }

    private List<Part> parts(JsonView content) {
        if (content.absent()) {
            return List.of();
        }
        if (content.isText()) {
            return List.of(new Part.Text(content.text()));
        }
        List<Part> parts = new ArrayList<>();
        for (JsonView block : content.items()) {
            parts.add(part(block));
        }
        return parts;
    }

    private Part part(JsonView block) {
        String type = block.at("type").text();
        Part part = switch (type) {
            case "text" -> new Part.Text(block.at("text").text());
            case "image" -> media(Kind.IMAGE, block);
            case "document" -> document(block);
            case "tool_use" ->
                new Part.ToolCall(
                        block.at("id").text(),
                        block.at("name").text(),
                        block.at("input").object().json(),
                        block.path());
            case "tool_result" ->
                new Part.ToolResult(
                        block.at("tool_use_id").text(),
                        parts(block.at("content")),
                        block.at("is_error").present() && block.at("is_error").bool(),
                        block.path());
            case "thinking" ->
                new Part.Thought(
                        block.at("thinking").text(), block.at("signature").textOrNull(), null, block.path());
            case "redacted_thinking" ->
                new Part.Thought("", null, block.at("data").text(), block.path());
            default -> new Part.Unknown(type, block.path());
        };
        if (!(part instanceof Part.Unknown)) {
            block(block);
        }
        return part;
    }

    /** What an earlier answer of the assistant cited does not change what comes next. */
    private void block(JsonView block) {
        boolean text = block.at("type").text().equals("text");
        for (String name : block.names()) {
            JsonView value = block.at(name);
            if (!BLOCK.contains(name) && value.present() && !switchedOff(name, value)) {
                boolean hint = BLOCK_HINTS.contains(name) || (text && name.equals("citations"));
                others.add(new Other(value.path(), hint, lifetime(name, value)));
            }
        }
    }

    /** How long a mark for the cache asks for. */
    private static @Nullable String lifetime(String name, JsonView mark) {
        return name.equals("cache_control") ? mark.node().path("ttl").asString("") : null;
    }

    private static boolean switchedOff(String name, JsonView value) {
        return name.equals("citations")
                && value.node().isObject()
                && !value.node().path("enabled").asBoolean(false);
    }

    private static Part media(Kind kind, JsonView block) {
        JsonView source = block.at("source");
        String type = source.at("type").text();
        Source found = switch (type) {
            case "base64" ->
                new Source.Inline(
                        source.at("media_type").text(), source.at("data").text());
            case "url" -> new Source.At(source.at("url").text());
            case "file" -> new Source.Uploaded(source.at("file_id").text());
            default -> null;
        };
        return found == null
                ? new Part.Unknown(type, source.path())
                : new Part.Media(kind, found, block.at("title").textOrNull(), source.path());
    }

    private static Part document(JsonView block) {
        JsonView source = block.at("source");
        if (source.at("type").text().equals("text")) {
            byte[] text = source.at("data").text().getBytes(java.nio.charset.StandardCharsets.UTF_8);
            Source inline = new Source.Inline("text/plain", Base64.getEncoder().encodeToString(text));
            return new Part.Media(Kind.DOCUMENT, inline, block.at("title").textOrNull(), source.path());
        }
        return media(Kind.DOCUMENT, block);
    }

    private Tooling tooling() {
        List<Tool> tools = new ArrayList<>();
        if (body.at("tools").present()) {
            for (JsonView tool : body.at("tools").items()) {
                tool(tool, tools);
            }
        }
        JsonView choice = body.at("tool_choice");
        if (choice.absent()) {
            return new Tooling(tools, null, null);
        }
        JsonView apart = choice.at("disable_parallel_tool_use");
        Said<Boolean> parallel = apart.absent() ? null : new Said<>(!apart.bool(), apart.path());
        return new Tooling(tools, new Said<>(choice(choice), choice.path()), parallel);
    }

    /** Tools without a schema of their own run at the vendor's. */
    private void tool(JsonView tool, List<Tool> tools) {
        if (!tool.at("type").textOr("custom").equals("custom")) {
            others.add(new Other(tool.path(), false));
            return;
        }
        rest(tool, TOOL, Set.of("cache_control", "eager_input_streaming", "input_examples"));
        tools.add(new Tool(
                tool.at("name").text(),
                tool.at("description").textOrNull(),
                tool.at("input_schema").objectJsonOrNull(),
                tool.at("strict").boolOrNull(),
                tool.path()));
    }

    private static ToolChoice choice(JsonView choice) {
        return switch (choice.at("type").text()) {
            case "auto" -> new ToolChoice.Auto();
            case "any" -> new ToolChoice.Any();
            case "none" -> new ToolChoice.None();
            case "tool" -> new ToolChoice.One(choice.at("name").text());
            default -> throw choice.at("type").wrong("must be auto, any, tool or none");
        };
    }

    private Sampling sampling() {
        JsonView stop = body.at("stop_sequences");
        return new Sampling(
                whole("max_tokens"),
                number("temperature"),
                number("top_p"),
                whole("top_k"),
                stop.absent()
                        ? null
                        : new Said<>(stop.items().stream().map(JsonView::text).toList(), stop.path()),
                null,
                null,
                null);
    }

    private @Nullable Said<Format> format() {
        JsonView config = body.at("output_config");
        JsonView format =
                config.present() && config.at("format").present() ? config.at("format") : body.at("output_format");
        if (format.absent()) {
            return null;
        }
        if (!format.at("type").text().equals("json_schema")) {
            others.add(new Other(format.path(), false));
            return null;
        }
        return new Said<>(new Format(null, format.at("schema").object().json(), null), format.path());
    }

    private @Nullable Said<Thinking> thinking() {
        JsonView thinking = body.at("thinking");
        JsonView config = body.at("output_config");
        if (config.present()) {
            rest(config, Set.of("format", "effort"), Set.of());
        }
        JsonView effort = config.present() ? config.at("effort") : config;
        if (thinking.absent()) {
            return effort.absent() ? null : new Said<>(new Thinking(true, effort.text(), null), effort.path());
        }
        JsonView budget = thinking.at("budget_tokens");
        boolean enabled = !thinking.at("type").text().equals("disabled");
        return new Said<>(
                new Thinking(enabled, effort.textOrNull(), budget.absent() ? null : budget.whole()), thinking.path());
    }

    private @Nullable Said<Long> whole(String name) {
        JsonView value = body.at(name);
        return value.absent() ? null : new Said<>(value.whole(), name);
    }

    private @Nullable Said<BigDecimal> number(String name) {
        JsonView value = body.at(name);
        return value.absent() ? null : new Said<>(value.number(), name);
    }

    private void rest(JsonView object, Set<String> known, Set<String> hints) {
        for (String name : object.names()) {
            if (!known.contains(name) && object.at(name).present()) {
                JsonView value = object.at(name);
                others.add(new Other(value.path(), hints.contains(name), lifetime(name, value)));
            }
        }
    }
}
