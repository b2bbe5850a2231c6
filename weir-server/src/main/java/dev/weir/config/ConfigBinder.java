package dev.weir.config;

import dev.weir.config.ConfigNode.Listing;
import dev.weir.config.ConfigNode.Mapping;
import dev.weir.config.ConfigNode.Scalar;
import dev.weir.kernel.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Binds a configuration to a record and its nested records, or says everything that is wrong with it at once. */
public final class ConfigBinder {
    private static final String PREFIX = "WEIR_";

    /** Variables with this prefix that are no keys of the file. */
    private static final Set<String> RESERVED = Set.of(
            "WEIR_ADMIN_KEY",
            "WEIR_AUDIT_KEY",
            "WEIR_CONFIG",
            "WEIR_JAVA_HOME",
            "WEIR_JAVA_OPTS",
            "WEIR_JDK_DIRS",
            "WEIR_LOCAL_SERVERS",
            "WEIR_MASTER_KEY");

    private final ConfigSource source;
    private final Shape.Fields shape;
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> sources = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private ConfigBinder(Shape.Fields shape, ConfigSource source) {
        this.shape = shape;
        this.source = source;
    }

    /**
     * Makes a record from a source.
     *
     * @throws ConfigException with every problem of the source
     */
    public static <R extends Record> R bind(Class<R> type, ConfigSource source) {
        return read(type, source).value();
    }

    static <R extends Record> Bound<R> read(Class<R> type, ConfigSource source) {
        return new ConfigBinder(ShapeReader.of(type), source).read(type);
    }

    private <R extends Record> Bound<R> read(Class<R> type) {
        ConfigNode tree = withSettings(withEnvironment(new YamlReader(source.name(), problems).read(source.text())));
        Mapping root = tree instanceof Mapping mapping ? mapping : new Mapping(Map.of(), tree.at());
        if (tree instanceof Scalar || tree instanceof Listing) {
            problems.add(new Problem(
                    tree.at(),
                    "the file must hold keys, found " + tree.kind(),
                    "known keys: " + String.join(", ", shape.keys())));
        }
        Binding binding = new Binding(source.environment(), root, problems);
        Object value = binding.bind(shape, root, "");
        if (value == null || !problems.isEmpty()) {
            throw new ConfigException(problems.stream().distinct().toList());
        }
        return new Bound<>(type.cast(value), binding.origins(), binding.written(), sources, notes);
    }

    private ConfigNode withEnvironment(ConfigNode tree) {
        ConfigNode overlaid = tree;
        for (Map.Entry<String, String> variable : new TreeMap<>(source.environment()).entrySet()) {
            if (isOurs(variable.getKey()) && !variable.getValue().isEmpty()) {
                overlaid = withVariable(overlaid, variable.getKey(), variable.getValue());
            }
        }
        return overlaid;
    }

    private static boolean isOurs(String variable) {
        return variable.startsWith(PREFIX) && !RESERVED.contains(variable);
    }

    private ConfigNode withVariable(ConfigNode tree, String variable, String value) {
        Optional<List<String>> path = EnvironmentOverlay.path(shape, tree, variable.substring(PREFIX.length()));
        if (path.isEmpty() || isServiceLink(value)) {
            notes.add(
                    variable + " is set and ignored: no key of the configuration is called so" + suggestion(variable));
            return tree;
        }
        sources.add(variable);
        return Overlaid.with(tree, path.get(), node(path.get(), value, variable));
    }

    /** Kubernetes sets {@code WEIR_SERVER_PORT=tcp://…} for a service called weir-server. */
    private static boolean isServiceLink(String value) {
        return value.startsWith("tcp://") || value.startsWith("udp://");
    }

    private String suggestion(String variable) {
        List<String> known = ConfigKeys.of(shape).stream()
                .map(key -> PREFIX + EnvironmentOverlay.variable(key.path()))
                .toList();
        return NearestName.to(variable, known)
                .map(name -> "; did you mean " + name + "?")
                .orElse("");
    }

    private ConfigNode withSettings(ConfigNode tree) {
        ConfigNode overlaid = tree;
        for (Setting setting : source.settings()) {
            overlaid = Overlaid.with(overlaid, setting.path(), node(setting.path(), setting.value(), setting.by()));
            sources.add(setting.by());
        }
        return overlaid;
    }

    /** A single value is taken as it is; a list or a set of keys is written as YAML. */
    private ConfigNode node(List<String> path, String value, String by) {
        return ConfigKeys.at(shape, path) instanceof Shape.Single
                ? new Scalar(value, true, Origin.whole(by))
                : new YamlReader(by, problems).read(value);
    }

    /**
     * What binding gave.
     *
     * @param origins where each key was written, by its dotted path
     * @param written the paths of single values that were written
     * @param sources variables and options that took part
     * @param notes what the user should know although nothing is wrong
     */
    record Bound<R extends Record>(
            R value, Map<String, Origin> origins, Set<String> written, List<String> sources, List<String> notes) {
        Bound {
            origins = Map.copyOf(origins);
            written = Set.copyOf(written);
            sources = List.copyOf(sources);
            notes = List.copyOf(notes);
        }
    }
}
