package dev.weir.moving;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A {@code weir.yaml} in the making. */
final class Draft {
    private static final Pattern VARIABLE = Pattern.compile("(?<!\\$)\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    private final Set<String> kinds;
    private final Map<String, Object> server = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> providers = new LinkedHashMap<>();
    private final Map<String, DraftModel> models = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> prices = new LinkedHashMap<>();
    private final Map<String, String> variables = new LinkedHashMap<>();

    /**
     * @param kinds the kinds of providers that this Weir has
     */
    Draft(Set<String> kinds) {
        this.kinds = Set.copyOf(kinds);
    }

    boolean hasKind(String kind) {
        return kinds.contains(kind);
    }

    void server(String key, Object value) {
        server.put(key, value);
    }

    /** The name of the provider with these settings, which is {@code wished} or begins so. */
    String provider(String wished, Map<String, Object> settings) {
        String name = wished;
        for (int i = 2; providers.containsKey(name) && !providers.get(name).equals(settings); i++) {
            name = wished + "-" + i;
        }
        providers.putIfAbsent(name, settings);
        return name;
    }

    /** A reference to a variable that stands for a secret of the file. */
    String secret(String provider, String literal) {
        String wished = "IMPORTED_" + provider.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_") + "_KEY";
        String name = wished;
        for (int i = 2; variables.containsKey(name) && !variables.get(name).equals(literal); i++) {
            name = wished + "_" + i;
        }
        variables.put(name, literal);
        return "${" + name + "}";
    }

    void model(DraftModel model) {
        models.put(model.name(), model);
    }

    Map<String, DraftModel> models() {
        return models;
    }

    void price(String model, Map<String, Object> price) {
        prices.putIfAbsent(model, price);
    }

    Imported finished(String source, String command, Notes notes) {
        Map<String, Object> document = new LinkedHashMap<>();
        put(document, "server", server);
        put(document, "providers", providers);
        Map<String, Object> written = new LinkedHashMap<>();
        models.forEach((name, model) -> written.put(name, model.written()));
        put(document, "models", written);
        put(document, "prices", prices);
        List<NotCarried> missing = notes.inOrder();
        String body = YamlText.of(document);
        return new Imported(heading(source, command, missing) + body, missing, variablesOf(body));
    }

    private static void put(Map<String, Object> document, String key, Map<String, ?> value) {
        if (!value.isEmpty()) {
            document.put(key, value);
        }
    }

    private static String heading(String source, String command, List<NotCarried> missing) {
        List<String> lines = new ArrayList<>(List.of("Made from " + source + " by ./weir import " + command + "."));
        if (!missing.isEmpty()) {
            lines.add("Not carried, or carried otherwise:");
            missing.forEach(each -> lines.add("  " + each));
        }
        return lines.stream()
                .map(line -> "# " + line.replaceAll("\\p{Cntrl}", " ") + "\n")
                .collect(Collectors.joining());
    }

    private static List<String> variablesOf(String yaml) {
        Set<String> found = new LinkedHashSet<>();
        Matcher matcher = VARIABLE.matcher(yaml);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return List.copyOf(found);
    }
}
