package dev.weir.cli;

import dev.weir.http.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Claude Code's settings. The values of its {@code env} are taken as they stand, so that a key which stays in a variable
 * is read by its {@code apiKeyHelper}.
 */
record ClaudeSettings(Path path, Connection to) implements SettingsFile {
    private static final String ENV = "env";
    private static final String HELPER = "apiKeyHelper";

    static String text(Connection to) {
        return new ClaudeSettings(Path.of(""), to).merged("", new ArrayList<>());
    }

    private Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("ANTHROPIC_BASE_URL", to.url().toString());
        if (to.key() != null) {
            variables.put("ANTHROPIC_AUTH_TOKEN", to.key());
        }
        variables.put("ANTHROPIC_MODEL", to.model());
        variables.put("ANTHROPIC_DEFAULT_HAIKU_MODEL", to.model());
        return variables;
    }

    @Override
    public String merged(String before, List<String> conflicts) {
        ObjectNode settings = read(before);
        ObjectNode env = settings.path(ENV).isObject() ? (ObjectNode) settings.get(ENV) : settings.putObject(ENV);
        variables().forEach((name, value) -> set(env, name, value, conflicts));
        if (to.key() == null) {
            set(settings, HELPER, "printf %s \"$" + to.variable() + "\"", conflicts);
        }
        return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(settings);
    }

    private static void set(ObjectNode node, String name, String value, List<String> conflicts) {
        if (node.has(name) && !node.path(name).asString("").equals(value)) {
            conflicts.add(name);
        }
        node.put(name, value);
    }

    private ObjectNode read(String before) {
        if (before.isBlank()) {
            return Json.MAPPER.createObjectNode();
        }
        try {
            JsonNode found = Json.MAPPER.readTree(before);
            if (found instanceof ObjectNode settings
                    && (!found.has(ENV) || found.path(ENV).isObject())) {
                return settings;
            }
        } catch (JacksonException e) {
            // answered below, like settings of another shape
        }
        throw new CommandFailure(path + " is not what Claude Code's settings look like, so nothing was written.");
    }
}
