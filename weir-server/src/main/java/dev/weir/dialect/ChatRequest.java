package dev.weir.dialect;

import dev.weir.spi.Dialect;
import dev.weir.spi.Message;
import dev.weir.spi.Operation;
import dev.weir.spi.Payload;
import dev.weir.spi.WeirOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one chat request; refuses only what OpenAI itself would refuse. */
final class ChatRequest {
    /** As Bedrock's, whose addresses of models are the longest. */
    private static final int LONGEST_MODEL = 2048;

    private static final Roles ROLES = Roles.of("assistant", "developer", "function", "system", "tool", "user");
    private static final Set<String> ROLES_WITH_CONTENT = Set.of("system", "developer", "user", "tool");

    private static final Map<String, Shape> CALL = Map.of(
            "function", Shape.object(Map.of("name", Shape.TEXT, "arguments", Shape.TEXT), "name"),
            "custom", Shape.object(Map.of("name", Shape.TEXT, "input", Shape.TEXT), "name"));

    private static final Map<String, Shape> MESSAGE =
            Map.of("name", Shape.optional(Shape.TEXT), "refusal", Shape.optional(Shape.TEXT));

    private static final Map<String, Shape> PART = Map.of(
            "image_url",
            Shape.textOrObject(InlineMedia::imageUrl, Shape.object(Map.of("url", InlineMedia::imageUrl), "url")),
            "input_audio",
            OpenAiMembers.AUDIO,
            "file",
            Shape.object(Map.of(
                    "file_data", Shape.optional(InlineMedia::fileUrl),
                    "file_id", Shape.optional(Shape.TEXT),
                    "filename", Shape.optional(Shape.TEXT))),
            "refusal",
            Shape.optional(Shape.TEXT));

    private static final Shape FUNCTION = Shape.object(
            Map.of(
                    "name", Shape.TEXT,
                    "description", Shape.optional(Shape.TEXT),
                    "parameters", Shape.optional(Shape.OBJECT),
                    "strict", Shape.optional(Shape.FLAG)),
            "name");

    private static final Shape SCHEMA = Shape.object(
            Map.of("name", Shape.TEXT, "schema", Shape.optional(Shape.OBJECT), "strict", Shape.optional(Shape.FLAG)));

    private static final Map<String, Shape> OTHERS = OpenAiMembers.and(Map.ofEntries(
            Map.entry("frequency_penalty", Shape.NUMBER),
            Map.entry("presence_penalty", Shape.NUMBER),
            Map.entry("seed", Shape.WHOLE),
            Map.entry(
                    "stop", Shape.textOr("a string or a list of strings", Shape.list("a list of strings", Shape.TEXT))),
            Map.entry("logit_bias", Shape.map(Shape.NUMBER)),
            Map.entry("logprobs", Shape.FLAG),
            Map.entry("modalities", Shape.list("a list of strings", Shape.TEXT)),
            Map.entry("audio", Shape.OBJECT),
            Map.entry("reasoning_effort", Shape.TEXT),
            Map.entry("response_format", ChatRequest::format),
            Map.entry("tools", Shape.list("a list of tools", ChatRequest::tool))));

    private final RequestReader in;
    private final ToolCalls calls = new ToolCalls();
    private @Nullable String model;
    private @Nullable List<Message> messages;
    private WeirOptions options = WeirOptions.ABSENT;
    private boolean stream;
    private boolean streamOptions;
    private boolean includeUsage;
    private boolean noParts;
    private @Nullable Long maxTokens;
    private @Nullable Long maxCompletionTokens;

    private ChatRequest(RequestReader in) {
        this.in = in;
    }

    static Parsed<Operation.Chat> read(byte[] body, RequestLimits limits) {
        return RequestReader.read(body, limits, in -> new ChatRequest(in).read(new Payload(Dialect.OPENAI_CHAT, body)));
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
        if (maxTokens != null && maxCompletionTokens != null && !maxTokens.equals(maxCompletionTokens)) {
            throw BadRequest.field(
                    "max_tokens",
                    "'max_tokens' and 'max_completion_tokens' say different things.",
                    "Send one of them.");
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
            default -> OpenAiMembers.check(OTHERS, name, in);
        }
    }

    private static void format(RequestReader in) {
        String type = null;
        boolean schema = false;
        in.expectObject("an object with a type");
        for (String name = in.nextMember(); name != null; name = in.nextMember()) {
            switch (name) {
                case "type" -> type = in.string("a string");
                case "json_schema" -> {
                    if (!in.isNull()) {
                        SCHEMA.check(in);
                        schema = true;
                    }
                }
                default -> in.skip();
            }
        }
        if (type == null) {
            throw in.missing("type", "One of text, json_object, json_schema.");
        }
        if (type.equals("json_schema") && !schema) {
            throw in.missing("json_schema", "Give the schema's name and the schema.");
        }
    }

    /** Tools of other kinds are the provider's business; a function may leave its kind out, as many clients do. */
    private static void tool(RequestReader in) {
        String type = null;
        boolean function = false;
        in.expectObject("an object with a type");
        for (String name = in.nextMember(); name != null; name = in.nextMember()) {
            switch (name) {
                case "type" -> type = in.string("a string");
                case "function" -> {
                    FUNCTION.check(in);
                    function = true;
                }
                default -> in.skip();
            }
        }
        if (type == null && !function) {
            throw in.missing("type", "Say what the tool is, such as \"function\".");
        }
        if ("function".equals(type) && !function) {
            throw in.missing("function", "Describe the function: an object with its name.");
        }
    }

    static String model(RequestReader in) {
        String model = in.string("a string");
        if (model.isBlank()) {
            throw in.wrong("is empty", "Name the model to use; GET /v1/models lists them.");
        }
        if (model.length() > LONGEST_MODEL) {
            throw in.wrong("is longer than the " + LONGEST_MODEL + " characters that a name may have", null);
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
        calls.end();
        return read;
    }

    private Message message() {
        in.expectObject("an object with a role and content");
        String place = in.path();
        String role = null;
        String text = null;
        String answered = null;
        List<String> called = List.of();
        noParts = false;
        for (String name = in.nextMember(); name != null; name = in.nextMember()) {
            switch (name) {
                case "role" -> role = ROLES.read(in);
                case "content" -> text = content();
                case "tool_calls" -> called = called();
                case "tool_call_id" -> answered = in.isNull() ? null : in.string("the id of a tool call");
                default -> MESSAGE.getOrDefault(name, Shape.ANYTHING).check(in);
            }
        }
        if (role == null) {
            throw in.missing("role", "Say who speaks: " + ROLES + ".");
        }
        if (text == null && ROLES_WITH_CONTENT.contains(role)) {
            throw in.missing("content", "A " + role + " message needs a string or a list of parts.");
        }
        if (noParts && ROLES_WITH_CONTENT.contains(role)) {
            String field = place + ".content";
            throw BadRequest.field(field, "'" + field + "' is an empty list.", "Send a string, or at least one part.");
        }
        switch (role) {
            case "tool" -> {
                if (answered == null) {
                    throw in.missing("tool_call_id", "Say which tool call it answers, a string.");
                }
                calls.answer(answered, place + ".tool_call_id");
            }
            case "assistant" -> calls.ask(called, place + ".tool_calls");
            default -> calls.end();
        }
        return new Message(role, text == null ? "" : text);
    }

    /** The ids of the calls. */
    private List<String> called() {
        if (in.isNull()) {
            return List.of();
        }
        in.expectList("a list of tool calls");
        List<String> ids = new ArrayList<>(2);
        while (in.nextElement()) {
            ids.add(call());
        }
        return ids;
    }

    private String call() {
        String id = null;
        String type = "function";
        Set<String> there = new HashSet<>();
        in.expectObject("a tool call, an object");
        for (String name = in.nextMember(); name != null; name = in.nextMember()) {
            there.add(name);
            switch (name) {
                case "id" -> id = in.string("a string");
                case "type" -> type = in.string("a string");
                default -> CALL.getOrDefault(name, Shape.ANYTHING).check(in);
            }
        }
        if (id == null) {
            throw in.missing("id", "A tool call needs its id, a string.");
        }
        if (type.equals("function") && !there.contains("function")) {
            throw in.missing("function", "Name the function that is called.");
        }
        return id;
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
        List<String> texts = new ArrayList<>(2);
        while (in.nextElement()) {
            texts.add(part());
        }
        noParts = texts.isEmpty();
        return texts.size() == 1 ? texts.getFirst() : String.join("", texts);
    }

    /** A part's text if it is a text part; parts of kinds that Weir does not know are the provider's business. */
    private String part() {
        in.expectObject("an object with a type");
        String type = null;
        String text = null;
        Set<String> there = new HashSet<>();
        for (String name = in.nextMember(); name != null; name = in.nextMember()) {
            there.add(name);
            switch (name) {
                case "type" -> type = in.string("a string");
                case "text" -> text = in.isString() ? in.string("a string") : skipped();
                default -> PART.getOrDefault(name, Shape.ANYTHING).check(in);
            }
        }
        if (type == null) {
            throw in.missing("type", "Say what the part is, such as \"text\".");
        }
        if (type.equals("text") && text == null) {
            throw in.missing("text", "A text part needs its text, a string.");
        }
        if (PART.containsKey(type) && !there.contains(type)) {
            throw in.missing(type, "A part of the type '" + type + "' needs its '" + type + "'.");
        }
        return type.equals("text") && text != null ? text : "";
    }

    private @Nullable String skipped() {
        in.skip();
        return null;
    }
}
