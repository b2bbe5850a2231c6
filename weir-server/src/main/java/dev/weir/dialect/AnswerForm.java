package dev.weir.dialect;

import dev.weir.spi.AnswerContent;
import dev.weir.spi.AnswerContent.Choice;
import dev.weir.spi.AnswerContent.ToolCall;
import dev.weir.spi.Payload;
import dev.weir.spi.ProjectId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private static final List<String> FORMATS =
            List.of("/response_format", "/text/format", "/output_config/format", "/output_format");
    private static final String ANSWER = "";

    private final boolean json;
    private final Set<String> tools;

    /** By the tool whose arguments they are of; {@link #ANSWER} for the answer's text. */
    private final Map<String, AnswerSchema> schemas;

    private AnswerForm(boolean json, Set<String> tools, Map<String, AnswerSchema> schemas) {
        this.json = json;
        this.tools = tools;
        this.schemas = schemas;
    }

    /** As a chat's body asks. A schema that is none asks for nothing. */
    public static AnswerForm of(ProjectId project, Payload payload, SchemaCache known) {
        JsonNode request = Json.tree(payload.json());
        String type = FORMATS.stream()
                .map(place -> request.at(place).path("type").asString(""))
                .filter(one -> !one.isEmpty())
                .findFirst()
                .orElse("");
        Set<String> tools = StreamSupport.stream(request.path("tools").spliterator(), false)
                .map(tool -> tool.path("function")
                        .path("name")
                        .asString(tool.path("name").asString("")))
                .collect(Collectors.toUnmodifiableSet());
        return new AnswerForm(type.startsWith("json"), tools, schemas(project, payload, known));
    }

    private static Map<String, AnswerSchema> schemas(ProjectId project, Payload payload, SchemaCache known) {
        Map<String, AnswerSchema> schemas = new HashMap<>();
        for (WantedSchema wanted : WantedSchema.of(payload)) {
            try {
                String of = wanted.tool() == null ? ANSWER : wanted.tool();
                schemas.putIfAbsent(of, known.get(project, wanted.schema()));
            } catch (AnswerSchema.Malformed none) {
                continue;
            }
        }
        return Map.copyOf(schemas);
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
        return readable
                ? broken(call.name(), call.arguments().isBlank() ? "{}" : call.arguments())
                        .map(fault -> "a tool call's arguments break their schema: " + fault)
                : Optional.of("a tool call's arguments are not a JSON object");
    }

    private Optional<String> notJson(String text) {
        return tree(text).isEmpty()
                ? Optional.of("the answer is not JSON")
                : broken(ANSWER, text).map(fault -> "the answer breaks its schema: " + fault);
    }

    private Optional<String> broken(String of, String text) {
        return Optional.ofNullable(schemas.get(of)).flatMap(schema -> schema.fault(text));
    }

    private static Optional<JsonNode> tree(String text) {
        try {
            return Optional.of(Json.whole(text));
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
    }
}
