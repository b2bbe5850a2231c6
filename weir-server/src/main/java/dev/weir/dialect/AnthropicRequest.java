package dev.weir.dialect;

import dev.weir.kernel.NearestName;
import dev.weir.spi.Dialect;
import dev.weir.spi.Message;
import dev.weir.spi.Operation;
import dev.weir.spi.Payload;
import dev.weir.spi.WeirOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one request of Anthropic's Messages API; refuses only what Anthropic itself would refuse. */
final class AnthropicRequest {
    private static final Set<String> ROLES = Set.of("user", "assistant");

    private final RequestReader in;
    private final Set<String> toolCalls = new HashSet<>();
    private @Nullable String model;
    private @Nullable String system;
    private @Nullable List<Message> messages;
    private @Nullable Long maxTokens;
    private boolean stream;
    private WeirOptions options = WeirOptions.ABSENT;

    private AnthropicRequest(RequestReader in) {
        this.in = in;
    }

    static Parsed<Operation.Chat> read(byte[] body) {
        return RequestReader.read(body, in -> new AnthropicRequest(in).chat(payload(body)));
    }

    static Parsed<Operation.CountTokens> readCount(byte[] body) {
        return RequestReader.read(body, in -> new AnthropicRequest(in).count(payload(body)));
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
            case "temperature", "top_p" -> number();
            case "stop_sequences" -> stopSequences();
            case "tools" -> tools();
            case "tool_choice", "thinking" -> typed();
            case "weir" -> options = WeirField.read(in);
            default -> in.skip();
        }
    }

    private void number() {
        if (!in.isNumber()) {
            throw in.mustBe("a number");
        }
    }

    private void stopSequences() {
        in.expectList("a list of strings");
        while (in.nextElement()) {
            in.string("a string");
        }
    }

    private void tools() {
        in.expectList("a list of tools");
        while (in.nextElement()) {
            in.expectObject("an object with a name and an input_schema");
            boolean named = false;
            for (String name = in.nextMember(); name != null; name = in.nextMember()) {
                named |= name.equals("name");
                if (name.equals("name")) {
                    in.string("a string");
                } else if (name.equals("input_schema")) {
                    in.expectObject("a JSON Schema, an object");
                    in.skip();
                } else {
                    in.skip();
                }
            }
            if (!named) {
                throw in.missing("name", "Name the tool.");
            }
        }
    }

    /** An object with a type, whatever else it holds. */
    private void typed() {
        in.expectObject("an object with a type");
        boolean typed = false;
        for (String name = in.nextMember(); name != null; name = in.nextMember()) {
            if (name.equals("type")) {
                in.string("a string");
                typed = true;
            } else {
                in.skip();
            }
        }
        if (!typed) {
            throw in.missing("type", "Say which kind it is.");
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
        add(role, content, into);
    }

    private void add(String role, List<AnthropicBlock> content, List<Message> into) {
        StringBuilder text = new StringBuilder();
        boolean spoken = content.isEmpty();
        for (AnthropicBlock block : content) {
            block.check(role, toolCalls);
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
        String role = in.string("a string");
        if (!ROLES.contains(role)) {
            String nearest = NearestName.to(role, ROLES).orElse(null);
            String hint = role.equals("system")
                    ? "Instructions go into the member 'system', beside 'messages'."
                    : nearest == null ? "Roles are user and assistant." : "Did you mean '" + nearest + "'?";
            throw in.wrong(
                    "is '" + (role.length() <= 40 ? role : role.substring(0, 40) + "…") + "', which is no role", hint);
        }
        return role;
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
