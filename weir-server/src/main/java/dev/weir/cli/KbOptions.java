package dev.weir.cli;

import dev.weir.http.Json;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How a knowledge base is set, in an option each; what is not given is left out. */
final class KbOptions {
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,18}");
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{0,18}\\.[0-9]{1,18}");

    @Option(
            names = "--chunker",
            paramLabel = "KIND[:NAME=VALUE,…]",
            description = {
                "How documents are cut: recursive, fixed, sliding, sentence_window, parent_child, semantic, code,",
                "with settings such as recursive:tokens=250,overlap=50."
            })
    private @Nullable String chunker;

    @Option(
            names = "--fusion",
            paramLabel = "KIND[:NAME=VALUE,…]",
            description = {
                "How the arms of a search are joined: zscore, minmax, rrf, single,",
                "with settings such as zscore:dense_weight=0.5 or single:arm=bm25."
            })
    private @Nullable String fusion;

    @Option(
            names = "--embedding",
            paramLabel = "MODEL",
            description = "What makes the vectors: minilm, bge-small, or both.")
    private @Nullable String embedding;

    boolean isEmpty() {
        return chunker == null && fusion == null && embedding == null;
    }

    /** As the API takes it. */
    ObjectNode body() {
        ObjectNode body = Json.MAPPER.createObjectNode();
        if (chunker != null) {
            body.set("chunker", kind(chunker));
        }
        if (fusion != null) {
            body.set("fusion", kind(fusion));
        }
        if (embedding != null) {
            body.put("embedding", embedding);
        }
        return body;
    }

    /** Reads {@code kind:name=value,name=value}, or JSON. */
    static ObjectNode kind(String given) {
        if (given.startsWith("{")) {
            return json(given);
        }
        int colon = given.indexOf(':');
        ObjectNode kind = Json.MAPPER.createObjectNode().put("kind", colon < 0 ? given : given.substring(0, colon));
        for (String setting :
                colon < 0 ? new String[0] : given.substring(colon + 1).split(",")) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                throw new CommandFailure("'" + setting + "' in '" + given + "' is not NAME=VALUE, such as tokens=250.");
            }
            kind.set(setting.substring(0, equals), value(setting.substring(equals + 1)));
        }
        return kind;
    }

    private static ObjectNode json(String given) {
        try {
            if (Json.MAPPER.readTree(given) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw new CommandFailure("'" + given + "' is not JSON: " + e.getOriginalMessage());
        }
        throw new CommandFailure("'" + given + "' is not an object of JSON.");
    }

    private static JsonNode value(String text) {
        boolean number =
                INTEGER.matcher(text).matches() || DECIMAL.matcher(text).matches();
        if (!number) {
            return Json.MAPPER.getNodeFactory().stringNode(text);
        }
        return text.contains(".")
                ? Json.MAPPER.getNodeFactory().numberNode(Double.parseDouble(text))
                : Json.MAPPER.getNodeFactory().numberNode(Long.parseLong(text));
    }

    /** One line for people: the chunker with its settings, the fusion with its own, the model. */
    static String line(JsonNode base) {
        return "cut " + described(base.path("chunker")) + "; joined " + described(base.path("fusion")) + "; vectors by "
                + Shown.text(base, "embedding");
    }

    private static String described(JsonNode kind) {
        StringBuilder line = new StringBuilder(Shown.text(kind, "kind"));
        String between = ":";
        for (var setting : kind.properties()) {
            if (!setting.getKey().equals("kind")) {
                line.append(between)
                        .append(setting.getKey())
                        .append('=')
                        .append(setting.getValue().asString(""));
                between = ",";
            }
        }
        return line.toString();
    }
}
