package dev.weir.dialect;

import dev.weir.spi.Dialect;
import dev.weir.spi.Message;
import dev.weir.spi.Operation;
import dev.weir.spi.Payload;
import dev.weir.spi.WeirOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one request of Anthropic's Messages API; refuses only what Anthropic itself would refuse. */
final class AnthropicRequest {
    private static final Roles ROLES = Roles.of("user", "assistant");

    /** Members that travel on as they came. */
    private static final Map<String, Shape> OTHERS = Map.of(
            "temperature", Shape.number(0, 1),
            "top_p", Shape.number(0, 1),
            "top_k", Shape.whole(0, Integer.MAX_VALUE),
            "stop_sequences", Shape.list("a list of strings", Shape.TEXT),
            "tools", Shape.list("a list of tools", AnthropicRequest::tool),
            "tool_choice", AnthropicRequest::choice,
            "thinking",
                    Shape.object(
                            Map.of("type", Shape.TEXT, "budget_tokens", Shape.whole(0, Integer.MAX_VALUE)), "type"),
            "metadata", Shape.optional(Shape.object(Map.of("user_id", Shape.optional(Shape.TEXT)))));

    private final RequestReader in;
    private final ToolUses toolUses = new ToolUses();
    private @Nullable String model;
    private @Nullable String system;
    private @Nullable List<Message> messages;
    private @Nullable Long maxTokens;
    private boolean stream;
    private WeirOptions options = WeirOptions.ABSENT;

    private AnthropicRequest(RequestReader in) {
        this.in = in;
    }

    static Parsed<Operation.Chat> read(byte[] body, RequestLimits limits) {
        return RequestReader.read(body, limits, in -> new AnthropicRequest(in).chat(payload(body)));
    }

    static Parsed<Operation.CountTokens> readCount(byte[] body, RequestLimits limits) {
        return RequestReader.read(body, limits, in -> new AnthropicRequest(in).count(payload(body)));
    }

    private static Payload payload(byte[] body) {
        return new Payload(Dialect.ANTHROPIC_MESSAGES, body);
    }

    private Parsed<Operation.Chat> chat(Payload payload) {
        String asked = members();
        if (maxTokens == null) {
            throw in.missing("max_tokens", "Say how many tokens the answer may have, such as 1024.");
        }
        return new Parsed.Understood<>(new Operation.Chat(asked, said(), stream, true, maxTokens, payload), options);
    }

    private Parsed<Operation.CountTokens> count(Payload payload) {
        String asked = members();
        List<Message> counted = said();
        JsonMembers.of(payload.json()).list().stream()
                .filter(member -> member.name().equals("tools"))
                .forEach(tools -> counted.add(new Message(
                        "system",
                        new String(
                                payload.json(),
                                tools.valueStart(),
                                tools.end() - tools.valueStart(),
                                StandardCharsets.UTF_8))));
        return new Parsed.Understood<>(new Operation.CountTokens(asked, counted, payload), options);
    }

    /** Reads the members and returns the model's name. */
    private String members() {
        for (String name = in.nextMember(); name != null; name = in.nextMember()) {
            member(name);
        }
        if (model == null) {
            throw in.missing("model", "Name the model to use; GET /v1/models lists them.");
        }
        if (messages == null) {
            throw in.missing("messages", "Send a list of at least one message.");
        }
        return model;
    }

    private List<Message> said() {
        List<Message> all = new ArrayList<>();
        if (system != null) {
            all.add(new Message("system", system));
        }
        all.addAll(messages == null ? List.of() : messages);
        return all;
    }

    private void member(String name) {
        switch (name) {
            case "model" -> model = ChatRequest.model(in);
            case "messages" -> messages = messages();
            case "system" -> system = system();
            case "max_tokens" -> maxTokens = in.positive(Integer.MAX_VALUE);
            case "stream" -> stream = in.bool();
            case "weir" -> options = WeirField.read(in);
            default -> OTHERS.getOrDefault(name, Shape.ANYTHING).check(in);
        }
    }

    /** Tools of a type of their own run at Anthropic's, and need no schema. */
    private static void tool(RequestReader in) {
        in.expectObject("an object with a name and an input_schema");
        boolean named = false;
        boolean described = false;
        boolean custom = true;
        for (String name = in.nextMember(); name != null; name = in.nextMember()) {
            switch (name) {
                case "name" -> {
                    in.string("a string");
                    named = true;
                }
                case "type" -> custom = in.isNull() || in.string("a string").equals("custom");
                case "input_schema" -> {
                    in.expectObject("a JSON Schema, an object");
                    in.skip();
                    described = true;
                }
                default -> in.skip();
            }
        }
        if (custom && !named) {
            throw in.missing("name", "Name the tool.");
        }
        if (custom && !described) {
            throw in.missing("input_schema", "Say what the tool takes: a JSON Schema, an object.");
        }
    }

    private static void choice(RequestReader in) {
        in.expectObject("an object with a type");
        String type = null;
        boolean named = false;
        for (String name = in.nextMember(); name != null; name = in.nextMember()) {
            switch (name) {
                case "type" -> type = in.string("a string");
                case "name" -> {
                    in.string("a string");
                    named = true;
                }
                default -> in.skip();
            }
        }
        if (type == null) {
            throw in.missing("type", "Say which kind it is.");
        }
        if (type.equals("tool") && !named) {
            throw in.missing("name", "Name the tool that is to be used.");
        }
    }

    private String system() {
        if (in.isString()) {
            return in.string("a string");
        }
        if (!in.isList()) {
            throw in.mustBe("a string or a list of text blocks");
        }
        StringBuilder text = new StringBuilder();
        while (in.nextElement()) {
            AnthropicBlock block = AnthropicBlock.read(in);
            if (!block.type().equals("text")) {
                throw BadRequest.field(
                        block.path() + ".type", "'" + block.path() + ".type' must be text.", "'system' takes text.");
            }
            text.append(block.text());
        }
        return text.toString();
    }

    private List<Message> messages() {
        in.expectList("a list of messages");
        List<Message> read = new ArrayList<>();
        while (in.nextElement()) {
            message(read);
        }
        if (read.isEmpty()) {
            throw BadRequest.field("messages", "'messages' is empty.", "Send at least one message.");
        }
        return read;
    }

    private void message(List<Message> into) {
        in.expectObject("an object with a role and content");
        String place = in.path();
        String role = null;
        List<AnthropicBlock> content = null;
        for (String name = in.nextMember(); name != null; name = in.nextMember()) {
            switch (name) {
                case "role" -> role = role();
                case "content" -> content = content();
                default -> in.skip();
            }
        }
        if (role == null) {
            throw in.missing("role", "Say who speaks: user or assistant.");
        }
        if (content == null) {
            throw in.missing("content", "A message needs a string or a list of content blocks.");
        }
        if (role.equals("user") && content.stream().allMatch(AnthropicBlock::isBlank)) {
            String field = place + ".content";
            throw BadRequest.field(field, "'" + field + "' is empty.", "A user's message needs something in it.");
        }
        toolUses.message(role, content);
        add(role, content, into);
    }

    private void add(String role, List<AnthropicBlock> content, List<Message> into) {
        StringBuilder text = new StringBuilder();
        boolean spoken = content.isEmpty();
        for (AnthropicBlock block : content) {
            if (block.type().equals("tool_result")) {
                into.add(new Message("tool", block.text()));
            } else {
                spoken = true;
                text.append(block.text());
            }
        }
        if (spoken) {
            into.add(new Message(role, text.toString()));
        }
    }

    private String role() {
        if (in.string("a string").equals("system")) {
            throw in.wrong(
                    "is 'system', which is no role", "Instructions go into the member 'system', beside 'messages'.");
        }
        return ROLES.read(in);
    }

    private List<AnthropicBlock> content() {
        if (in.isString()) {
            return List.of(AnthropicBlock.text(in.string("a string")));
        }
        if (!in.isList()) {
            throw in.mustBe("a string or a list of content blocks");
        }
        List<AnthropicBlock> blocks = new ArrayList<>();
        while (in.nextElement()) {
            blocks.add(AnthropicBlock.read(in));
        }
        return blocks;
    }
}
