package dev.weir.dialect;

import dev.weir.spi.AnswerContent;
import dev.weir.spi.AnswerContent.Choice;
import dev.weir.spi.AnswerContent.ToolCall;
import dev.weir.spi.Payload;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What a request asks of the form of its answer: JSON, a schema, calls of the tools that it names. Whether an answer
 * has that form says nothing of whether it is right.
 */
public final class AnswerForm {
    private static final List<String> FORMATS = List.of("/response_format", "/output_config/format", "/output_format");

    private final boolean json;
    private final JsonNode schema;
    private final Set<String> tools;

    private AnswerForm(boolean json, JsonNode schema, Set<String> tools) {
        this.json = json;
        this.schema = schema;
        this.tools = tools;
    }

    /** As a chat's body asks. */
    public static AnswerForm of(Payload payload) {
        JsonNode request = Json.tree(payload.json());
        JsonNode format = FORMATS.stream()
                .map(request::at)
                .filter(JsonNode::isObject)
                .findFirst()
                .orElseGet(() -> request.path("response_format"));
        String type = format.path("type").asString("");
        JsonNode named = format.at("/json_schema/schema");
        Set<String> tools = StreamSupport.stream(request.path("tools").spliterator(), false)
                .map(tool -> tool.path("function")
                        .path("name")
                        .asString(tool.path("name").asString("")))
                .collect(Collectors.toUnmodifiableSet());
        return new AnswerForm(type.startsWith("json"), named.isMissingNode() ? format.path("schema") : named, tools);
    }

    /** What is wrong with an answer's form; empty if nothing is. */
    public Optional<String> fault(AnswerContent answer) {
        return answer.choices().isEmpty()
                ? Optional.of("the answer is empty")
                : answer.choices().stream().flatMap(one -> fault(one).stream()).findFirst();
    }

    private Optional<String> fault(Choice choice) {
        String ended = ended(choice);
        if (ended != null) {
            return Optional.of(ended);
        }
        if (choice.text().isBlank() && choice.toolCalls().isEmpty()) {
            return Optional.of("the answer is empty");
        }
        Optional<String> call =
                choice.toolCalls().stream().flatMap(one -> fault(one).stream()).findFirst();
        boolean written = json && choice.toolCalls().isEmpty();
        return call.or(() -> written ? notJson(choice.text()) : Optional.empty());
    }

    private static @Nullable String ended(Choice choice) {
        if (!choice.refusal().isEmpty()) {
            return "the model refused";
        }
        return switch (choice.finishReason()) {
            case "length" -> "the answer was cut off (length)";
            case "content_filter" -> "the answer was filtered";
            case null, default -> null;
        };
    }

    private Optional<String> fault(ToolCall call) {
        if (!tools.isEmpty() && !tools.contains(call.name())) {
            return Optional.of("a tool was called that the request does not name");
        }
        boolean readable = call.arguments().isBlank()
                || tree(call.arguments()).filter(JsonNode::isObject).isPresent();
        return readable ? Optional.empty() : Optional.of("a tool call's arguments are not a JSON object");
    }

    private Optional<String> notJson(String text) {
        Optional<JsonNode> value = tree(text);
        if (value.isEmpty()) {
            return Optional.of("the answer is not JSON");
        }
        return schema.isObject()
                ? SchemaCheck.fault(schema, value.get()).map(fault -> "the answer breaks its schema: " + fault)
                : Optional.empty();
    }

    private static Optional<JsonNode> tree(String text) {
        try {
            return Optional.of(Json.whole(text));
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
    }
}
