package dev.weir.simulator;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the JSON form of a script. */
final class ScriptReader {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ANSWERS = "\"echo\", \"fixed\", \"lorem\", \"tools\" or \"json\"";

    private ScriptReader() {}

    static Script read(String json) {
        JsonFields fields = new JsonFields("", tree(json));
        Behaviour standard = behaviour(fields, "default", Behaviour.DEFAULT);
        Script script = new Script(
                fields.wholeLong("seed", 0),
                standard,
                fields.objects("models", (path, node) -> behaviour(path, node, standard)),
                fields.list("faults", ScriptReader::rule),
                fields.flag("headers_select", true));
        fields.nothingElse();
        return script;
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JacksonException e) {
            throw new BadScript("script: not JSON at line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + ": " + e.getOriginalMessage());
        }
    }

    private static Behaviour behaviour(JsonFields fields, String name, Behaviour base) {
        JsonNode node = fields.node(name);
        return node == null ? base : behaviour(fields.at(name), node, base);
    }

    private static Behaviour behaviour(String path, JsonNode node, Behaviour base) {
        JsonFields fields = new JsonFields(path, node);
        Behaviour read = fields.checked(() -> new Behaviour(
                answer(fields, base.answer()),
                pace(fields, base.pace()),
                usage(fields, base.usage()),
                fields.whole("dimensions", base.dimensions())));
        fields.nothingElse();
        return read;
    }

    private static Pace pace(JsonFields fields, Pace base) {
        return new Pace(
                fields.duration("first_token", base.firstToken()),
                fields.number("tokens_per_second", base.tokensPerSecond()),
                fields.number("jitter", base.jitter()));
    }

    private static UsageNumbers usage(JsonFields outer, UsageNumbers base) {
        JsonNode node = outer.node("usage");
        if (node == null) {
            return base;
        }
        JsonFields fields = new JsonFields(outer.at("usage"), node);
        UsageNumbers read = new UsageNumbers(
                fields.whole("prompt_tokens"),
                fields.whole("completion_tokens"),
                fields.whole("cached_tokens", 0),
                fields.whole("reasoning_tokens", 0),
                placement(fields));
        fields.nothingElse();
        return read;
    }

    private static UsageNumbers.Placement placement(JsonFields fields) {
        String name = fields.text("placement", "own_chunk");
        for (UsageNumbers.Placement placement : UsageNumbers.Placement.values()) {
            if (placement.name().toLowerCase(Locale.ROOT).equals(name)) {
                return placement;
            }
        }
        throw new BadScript(fields.at("placement") + ": \"" + name
                + "\" is not a place for usage; give \"own_chunk\", \"finish_chunk\" or \"never\"");
    }

    private static Answer answer(JsonFields outer, Answer base) {
        JsonNode node = outer.node("answer");
        if (node == null) {
            return base;
        }
        if (node.isString()) {
            return new Answer.Fixed(node.stringValue());
        }
        JsonFields fields = new JsonFields(outer.at("answer"), node);
        Answer read = fields.checked(() -> answer(fields));
        fields.nothingElse();
        return read;
    }

    private static Answer answer(JsonFields fields) {
        String name = fields.text("function", "");
        return switch (name) {
            case "echo" -> new Answer.Echo();
            case "fixed" -> new Answer.Fixed(needed(fields, "text", "the text to answer"));
            case "lorem" -> new Answer.Lorem(fields.whole("tokens", 100));
            case "tools" -> new Answer.Tools(json(fields.node("arguments"), "{}"), fields.text("text", "Done."));
            case "json" -> new Answer.Json(fields.has("value") ? json(fields.node("value"), "{}") : null);
            default ->
                throw new BadScript(
                        fields.at("function") + ": \"" + name + "\" is not an answer; give " + ANSWERS + ", or a text");
        };
    }

    private static String json(@Nullable JsonNode node, String otherwise) {
        return node == null ? otherwise : node.toString();
    }

    private static String needed(JsonFields fields, String name, String right) {
        String value = fields.text(name);
        if (value == null) {
            throw new BadScript(fields.at(name) + ": is missing; give " + right);
        }
        return value;
    }

    private static FaultRule rule(String path, JsonNode node) {
        JsonFields fields = new JsonFields(path, node);
        FaultRule rule = fields.checked(
                () -> new FaultRule(fault(fields), trigger(fields), fields.texts("models"), fields.texts("except")));
        fields.nothingElse();
        return rule;
    }

    private static Fault fault(JsonFields fields) {
        String kind = fields.text("kind", "");
        return switch (kind) {
            case "status" -> new Fault.Status(fields.whole("status", 500), fields.textMap("headers"), body(fields));
            case "silence" -> new Fault.Silence(fields.whole("after_chunks"));
            case "cut" -> new Fault.Cut(fields.whole("after_chunks"), fields.flag("mid_event", false));
            case "malformed" -> new Fault.Malformed(fields.whole("chunk", 2));
            case "slow" -> new Fault.Slow(pace(fields, Pace.IMMEDIATE), fields.flag("head_first", false));
            case "no_done" -> new Fault.NoDone();
            default ->
                throw new BadScript(
                        fields.at("kind") + ": \"" + kind
                                + "\" is not a fault; give \"status\", \"silence\", \"cut\", \"malformed\", \"slow\" or \"no_done\"");
        };
    }

    private static @Nullable String body(JsonFields fields) {
        JsonNode node = fields.node("body");
        return node == null ? null : node.isString() ? node.stringValue() : node.toString();
    }

    private static Trigger trigger(JsonFields fields) {
        List<String> given = Stream.of("at", "every", "probability", "prefilled", "flapping")
                .filter(fields::has)
                .toList();
        if (given.size() > 1) {
            throw new BadScript(fields.at(given.getFirst()) + ": " + String.join(" and ", given)
                    + " exclude each other; give one of them");
        }
        return switch (given.isEmpty() ? "" : given.getFirst()) {
            case "at" -> new Trigger.At(Set.copyOf(fields.wholes("at")));
            case "every" -> new Trigger.Every(fields.wholeLong("every", 1));
            case "probability" -> new Trigger.Chance(fields.number("probability", 0));
            case "prefilled" -> fields.flag("prefilled", true) ? new Trigger.Prefilled() : new Trigger.Always();
            case "flapping" -> flapping(fields);
            default -> new Trigger.Always();
        };
    }

    private static Trigger flapping(JsonFields outer) {
        JsonFields fields = new JsonFields(outer.at("flapping"), Objects.requireNonNull(outer.node("flapping")));
        Trigger read = fields.checked(() -> new Trigger.Flapping(
                fields.duration("down", Duration.ofSeconds(5)),
                fields.duration("up", Duration.ofSeconds(5)),
                fields.duration("lasting", Duration.ofSeconds(60))));
        fields.nothingElse();
        return read;
    }
}
