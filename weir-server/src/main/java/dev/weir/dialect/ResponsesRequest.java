package dev.weir.dialect;

import dev.weir.spi.Dialect;
import dev.weir.spi.Message;
import dev.weir.spi.Operation;
import dev.weir.spi.Payload;
import dev.weir.spi.WeirOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one request of the Responses API; refuses what OpenAI would refuse, and what only OpenAI can keep. */
final class ResponsesRequest {
    private static final int LONGEST_ID = 512;

    private static final Shape FUNCTION_PARAMETERS = Shape.optional(Shape.OBJECT);

    private static final Map<String, Shape> OTHERS = OpenAiMembers.and(Map.of(
            "max_tool_calls", Shape.whole(0, Integer.MAX_VALUE),
            "text", Shape.object(Map.of("format", Shape.optional(Shape.object(Map.of("type", Shape.TEXT), "type")))),
            "reasoning", Shape.object(Map.of("effort", Shape.optional(Shape.TEXT))),
            "stream_options", Shape.OBJECT,
            "include", Shape.list("a list of strings", Shape.TEXT),
            "truncation", Shape.TEXT));

    private final RequestReader in;
    private final Map<String, String> calls = new LinkedHashMap<>();
    private final Set<String> answered = new HashSet<>();
    private final List<Message> messages = new ArrayList<>();
    private @Nullable String model;
    private @Nullable String instructions;
    private @Nullable String previous;
    private @Nullable BadRequest unasked;
    private WeirOptions options = WeirOptions.ABSENT;
    private boolean input;
    private boolean stream;
    private @Nullable Long limit;

    private ResponsesRequest(RequestReader in) {
        this.in = in;
    }

    static Parsed<Operation.Chat> read(byte[] body, RequestLimits limits) {
        return RequestReader.read(
                body, limits, in -> new ResponsesRequest(in).read(new Payload(Dialect.OPENAI_RESPONSES, body)));
    }

    private Parsed<Operation.Chat> read(Payload payload) {
        for (String name = in.nextMember(); name != null; name = in.nextMember()) {
            member(name);
        }
        if (model == null) {
            throw in.missing("model", "Name the model to use; GET /v1/models lists them.");
        }
        if (!input && previous == null) {
            throw in.missing("input", "Send a text, or a list of items.");
        }
        if (unasked != null && previous == null) {
            throw unasked;
        }
        requireAnswers();
        if (instructions != null) {
            messages.addFirst(new Message("system", instructions));
        }
        return new Parsed.Understood<>(new Operation.Chat(model, messages, stream, true, limit, payload), options);
    }

    private void member(String name) {
        switch (name) {
            case "model" -> model = ChatRequest.model(in);
            case "input" -> input();
            case "instructions" -> instructions = in.isNull() ? null : in.string("a string");
            case "previous_response_id" -> previous = previous();
            case "stream" -> stream = flag();
            case "max_output_tokens" -> limit = in.isNull() ? null : Long.valueOf(in.positive(Long.MAX_VALUE));
            case "tools" -> tools();
            case "background" -> background();
            case "conversation" ->
                notKept(
                        "names a conversation at OpenAI, which Weir does not keep",
                        "Continue with 'previous_response_id', or send the items.");
            case "prompt" -> prompt();
            case "weir" -> options = WeirField.read(in);
            default -> OpenAiMembers.check(OTHERS, name, in);
        }
    }

    private @Nullable String previous() {
        if (in.isNull()) {
            return null;
        }
        String id = in.string("a response's id");
        if (id.isBlank()) {
            throw in.wrong("is empty", "Give the id of a response, or leave it out.");
        }
        if (id.length() > LONGEST_ID) {
            throw in.wrong("is longer than the " + LONGEST_ID + " characters that an id may have", null);
        }
        return id;
    }

    private boolean flag() {
        return !in.isNull() && in.bool();
    }

    private void background() {
        if (flag()) {
            throw in.wrong(
                    "is not offered: an answer is made while its caller waits",
                    "Leave it out; 'stream': true shows the answer as it is made.");
        }
    }

    private void notKept(String why, String hint) {
        if (!in.isNull()) {
            throw in.wrong(why, hint);
        }
    }

    /** Where a prompt by name will be read when there is a room that keeps prompts. */
    private void prompt() {
        if (in.isNull()) {
            return;
        }
        in.expectObject("an object with an id, and perhaps a version and variables");
        throw in.wrong(
                "names a stored prompt, and this Weir keeps none",
                "Send the prompt's text as 'instructions' and 'input'.");
    }

    private void tools() {
        if (in.isNull()) {
            return;
        }
        in.expectList("a list of tools");
        while (in.nextElement()) {
            tool();
        }
    }

    private void tool() {
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
                case "parameters" -> FUNCTION_PARAMETERS.check(in);
                default -> in.skip();
            }
        }
        if (type == null) {
            throw in.missing("type", "Say what the tool is, such as \"function\".");
        }
        if (type.equals("function") && !named) {
            throw in.missing("name", "A function needs its name, a string.");
        }
    }

    private void input() {
        input = true;
        if (in.isString()) {
            messages.add(new Message("user", in.string("a string")));
            return;
        }
        if (!in.isList()) {
            throw in.mustBe("a string or a list of items");
        }
        while (in.nextElement()) {
            add(ResponsesItem.read(in));
        }
        if (messages.isEmpty() && previous == null) {
            input = false;
        }
    }

    private void call(ResponsesItem item) {
        String field = item.path() + ".call_id";
        if (calls.put(item.callId(), field) != null) {
            throw BadRequest.field(field, "'" + field + "' is the id of an earlier call.", "Give each call its own.");
        }
    }

    private void requireAnswers() {
        calls.forEach((id, field) -> {
            if (!answered.contains(id)) {
                throw BadRequest.field(
                        field,
                        "'" + field + "' is the id of a call without its output.",
                        "Send a function_call_output for each function_call.");
            }
        });
    }

    private void add(ResponsesItem item) {
        switch (item.type()) {
            case "message" -> messages.add(new Message(item.role(), item.text()));
            case "function_call", "custom_tool_call" -> {
                call(item);
                messages.add(new Message("assistant", ""));
            }
            case "function_call_output", "custom_tool_call_output" -> {
                answered.add(item.callId());
                if (!calls.containsKey(item.callId()) && unasked == null) {
                    String field = item.path() + ".call_id";
                    unasked = BadRequest.field(
                            field,
                            "'" + field + "' answers no call of a tool before it.",
                            "Send the model's function_call item before its output.");
                }
                messages.add(new Message("tool", item.text()));
            }
            default -> messages.add(new Message("assistant", ""));
        }
    }
}
