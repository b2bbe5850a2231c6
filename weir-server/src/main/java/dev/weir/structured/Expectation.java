package dev.weir.structured;

import dev.weir.dialect.AnswerSchema;
import dev.weir.dialect.SchemaCache;
import dev.weir.dialect.WantedSchema;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.AnswerContent;
import dev.weir.spi.Call;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one call's answer has to keep to. */
record Expectation(Call call, SchemaRules.Rule rule, List<Part> parts) {
    Expectation {
        parts = List.copyOf(parts);
    }

    /** A schema, and whether it is of the answer's text or of a tool's arguments. */
    record Part(@Nullable String tool, AnswerSchema schema, String field) {}

    /** A request whose schema is none. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Refused refused;

        Malformed(String field, String why) {
            super(why);
            this.refused = Refused.of(
                    ErrorCode.INVALID_REQUEST,
                    "'" + field + "' is not a JSON Schema that answers can be compared with: " + why + ".",
                    field,
                    "Correct it, or turn the comparison off with validate: off at the model.");
        }

        Refused refused() {
            return refused;
        }
    }

    static Expectation of(Call call, SchemaRules.Rule rule, List<WantedSchema> wanted, SchemaCache schemas)
            throws Malformed {
        List<Part> parts = new ArrayList<>();
        for (WantedSchema one : wanted) {
            try {
                AnswerSchema schema = schemas.get(call.principal().project(), one.schema());
                parts.add(new Part(one.tool(), schema, one.field()));
            } catch (AnswerSchema.Malformed e) {
                throw new Malformed(one.field() + e.path(), String.valueOf(e.getMessage()));
            }
        }
        return new Expectation(call, rule, parts);
    }

    boolean repairs() {
        return rule.repair() || call.options().repair();
    }

    /** Why the answer is none that was asked for. One that says itself that it is not complete is not judged. */
    Optional<Fault> fault(AnswerContent content) {
        Target target = call.recording().target();
        if (target != null && !rule.checks(target)) {
            return Optional.empty();
        }
        return content.choices().stream()
                .filter(Expectation::isComplete)
                .flatMap(choice -> fault(choice).stream())
                .findFirst();
    }

    private static boolean isComplete(AnswerContent.Choice choice) {
        String reason = choice.finishReason();
        return choice.refusal().isEmpty() && (reason == null || reason.equals("stop") || reason.equals("tool_calls"));
    }

    private Optional<Fault> fault(AnswerContent.Choice choice) {
        for (Part part : parts) {
            Optional<String> fault = part.tool() == null
                    ? choice.toolCalls().isEmpty() ? part.schema().fault(choice.text()) : Optional.empty()
                    : choice.toolCalls().stream()
                            .filter(called -> called.name().equals(part.tool()))
                            .flatMap(called -> part.schema().fault(called.arguments()).stream())
                            .findFirst();
            if (fault.isPresent()) {
                return Optional.of(new Fault(part, choice, fault.get()));
            }
        }
        return Optional.empty();
    }

    /** What is wrong with an answer. */
    record Fault(Part part, AnswerContent.Choice choice, String why) {
        Refused refused(@Nullable Target target) {
            String who = target == null ? "the model" : target.name();
            String what = part.tool() == null ? "The answer of " + who : "A call of " + part.tool() + " by " + who;
            return Refused.of(
                    ErrorCode.INVALID_STRUCTURED_OUTPUT,
                    what + " does not keep to the JSON Schema in '" + part.field() + "': " + why + ".",
                    part.field(),
                    "Ask again, or with weir.repair: true for a second try.");
        }
    }
}
