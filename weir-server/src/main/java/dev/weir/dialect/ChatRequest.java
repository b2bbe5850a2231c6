package dev.weir.dialect;

import dev.weir.kernel.NearestName;
import dev.weir.spi.Dialect;
import dev.weir.spi.Message;
import dev.weir.spi.Operation;
import dev.weir.spi.Payload;
import dev.weir.spi.WeirOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one chat request; refuses only what OpenAI itself would refuse. */
final class ChatRequest {
    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool", "function");
    private static final Set<String> ROLES_WITH_CONTENT = Set.of("system", "developer", "user", "tool");

    private final RequestReader in;
    private @Nullable String model;
    private @Nullable List<Message> messages;
    private WeirOptions options = WeirOptions.ABSENT;
    private boolean stream;
    private boolean streamOptions;
    private boolean includeUsage;
    private @Nullable Long maxTokens;
    private @Nullable Long maxCompletionTokens;

    private ChatRequest(RequestReader in) {
        this.in = in;
    }

    static Parsed<Operation.Chat> read(byte[] body) {
        return RequestReader.read(body, in -> new ChatRequest(in).read(new Payload(Dialect.OPENAI_CHAT, body)));
    }

    private Parsed<Operation.Chat> read(Payload payload) {
        for (String name = in.nextMember(); name != null; name = in.nextMember()) {
            member(name);
        }
        if (model == null) {
            throw in.missing("model", "Name the model to use; GET /v1/models lists them.");
        }
        if (messages == null) {
            throw in.missing("messages", "Send a list of at least one message.");
        }
        if (streamOptions && !stream) {
            throw BadRequest.field(
                    "stream_options", "'stream_options' needs 'stream': true.", "Leave it out, or stream the answer.");
        }
        Long limit = maxCompletionTokens == null ? maxTokens : maxCompletionTokens;
        return new Parsed.Understood<>(
                new Operation.Chat(model, messages, stream, includeUsage, limit, payload), options);
    }

    private void member(String name) {
        switch (name) {
            case "model" -> model = model(in);
            case "messages" -> messages = messages();
            case "stream" -> stream = !in.isNull() && in.bool();
            case "stream_options" -> streamOptions();
            case "n" -> count(Integer.MAX_VALUE);
            case "max_tokens" -> maxTokens = count(Long.MAX_VALUE);
            case "max_completion_tokens" -> maxCompletionTokens = count(Long.MAX_VALUE);
            case "weir" -> options = WeirField.read(in);
            default -> in.skip();
        }
    }

    static String model(RequestReader in) {
        String model = in.string("a string");
        if (model.isBlank()) {
            throw in.wrong("is empty", "Name the model to use; GET /v1/models lists them.");
        }
        return model;
    }

    private @Nullable Long count(long most) {
        return in.isNull() ? null : Long.valueOf(in.positive(most));
    }

    private void streamOptions() {
        if (in.isNull()) {
            return;
        }
        in.expectObject("an object");
        streamOptions = true;
        for (String name = in.nextMember(); name != null; name = in.nextMember()) {
            if (name.equals("include_usage")) {
                includeUsage = !in.isNull() && in.bool();
            } else {
                in.skip();
            }
        }
    }

    private List<Message> messages() {
        in.expectList("a list of messages");
        List<Message> read = new ArrayList<>();
        while (in.nextElement()) {
            read.add(message());
        }
        if (read.isEmpty()) {
            throw BadRequest.field("messages", "'messages' is empty.", "Send at least one message.");
        }
        return read;
    }

    private Message message() {
        in.expectObject("an object with a role and content");
        String role = null;
        String text = null;
        for (String name = in.nextMember(); name != null; name = in.nextMember()) {
            switch (name) {
                case "role" -> role = role();
                case "content" -> text = content();
                default -> in.skip();
            }
        }
        if (role == null) {
            throw in.missing("role", "Say who speaks: " + roles() + ".");
        }
        if (text == null && ROLES_WITH_CONTENT.contains(role)) {
            throw in.missing("content", "A " + role + " message needs a string or a list of parts.");
        }
        return new Message(role, text == null ? "" : text);
    }

    private String role() {
        String role = in.string("a string");
        if (!ROLES.contains(role)) {
            String nearest = NearestName.to(role, ROLES).orElse(null);
            throw in.wrong(
                    "is '" + shortened(role) + "', which is no role",
                    nearest == null ? "Roles are " + roles() + "." : "Did you mean '" + nearest + "'?");
        }
        return role;
    }

    private static String roles() {
        return String.join(", ", ROLES.stream().sorted().toList());
    }

    static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    private @Nullable String content() {
        if (in.isNull()) {
            return null;
        }
        if (in.isString()) {
            return in.string("a string");
        }
        if (!in.isList()) {
            throw in.mustBe("a string or a list of parts");
        }
        String text = "";
        while (in.nextElement()) {
            String part = part();
            text = text.isEmpty() ? part : text.concat(part);
        }
        return text;
    }

    /** A part's text if it is a text part; parts of kinds that Weir does not know are the provider's business. */
    private String part() {
        in.expectObject("an object with a type");
        String type = null;
        String text = null;
        for (String name = in.nextMember(); name != null; name = in.nextMember()) {
            switch (name) {
                case "type" -> type = in.string("a string");
                case "text" -> text = in.isString() ? in.string("a string") : skipped();
                default -> in.skip();
            }
        }
        if (type == null) {
            throw in.missing("type", "Say what the part is, such as \"text\".");
        }
        if (type.equals("text") && text == null) {
            throw in.missing("text", "A text part needs its text, a string.");
        }
        return type.equals("text") && text != null ? text : "";
    }

    private @Nullable String skipped() {
        in.skip();
        return null;
    }
}
