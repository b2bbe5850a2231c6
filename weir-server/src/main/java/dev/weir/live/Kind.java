package dev.weir.live;

import dev.weir.config.ConfigJson;
import dev.weir.config.Doc;
import dev.weir.config.EntryBinder;
import dev.weir.config.ModelConfig;
import dev.weir.config.PriceConfig;
import dev.weir.config.ProviderConfig;
import dev.weir.config.WeirConfig;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What can be changed over the API, one entry at a time. */
enum Kind {
    MODELS,
    PROVIDERS,
    ALIASES,
    PRICES;

    /** What changes are called where a problem has a place. */
    static final String SOURCE = "the API";

    @Doc("Another name for a model.")
    private record Alias(@Doc("The model.") String model) {}

    /** The key in the file, and the segment in the path. */
    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** One of them, as a reader says it. */
    String singular() {
        return this == ALIASES ? "alias" : wire().substring(0, wire().length() - 1);
    }

    static Optional<Kind> named(String wire) {
        return Stream.of(values()).filter(kind -> kind.wire().equals(wire)).findFirst();
    }

    String path(String name) {
        return wire() + "." + name;
    }

    /**
     * Whether a path of the configuration is this entry's, or inside it. Names may hold dots, so that a path can begin
     * with several; it belongs to the longest.
     *
     * @param names of all entries of this kind
     */
    boolean covers(String path, String name, Collection<String> names) {
        return leadsTo(path, name)
                && names.stream()
                        .filter(other -> other.length() > name.length())
                        .noneMatch(other -> leadsTo(path, other));
    }

    private boolean leadsTo(String path, String name) {
        String own = path(name);
        return path.equals(own) || path.startsWith(own + ".");
    }

    Map<String, ?> in(WeirConfig config) {
        return switch (this) {
            case MODELS -> config.models();
            case PROVIDERS -> config.providers();
            case ALIASES -> config.aliases();
            case PRICES -> config.prices();
        };
    }

    /**
     * @throws dev.weir.config.ConfigException with every problem of the entry
     */
    Object bind(String name, JsonNode json, Map<String, String> environment) {
        String path = path(name);
        return switch (this) {
            case MODELS -> EntryBinder.bind(ModelConfig.class, path, SOURCE, json, environment);
            case PROVIDERS -> EntryBinder.bind(ProviderConfig.class, path, SOURCE, json, environment);
            case ALIASES ->
                EntryBinder.bind(Alias.class, path, SOURCE, json, environment).model();
            case PRICES -> EntryBinder.bind(PriceConfig.class, path, SOURCE, json, environment);
        };
    }

    ObjectNode json(Object entry) {
        return ConfigJson.of(entry instanceof String model ? new Alias(model) : (Record) entry);
    }
}
