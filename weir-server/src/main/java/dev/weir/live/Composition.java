package dev.weir.live;

import dev.weir.config.ConfigException;
import dev.weir.config.Loaded;
import dev.weir.config.ModelConfig;
import dev.weir.config.Origin;
import dev.weir.config.PriceConfig;
import dev.weir.config.Problem;
import dev.weir.config.ProviderConfig;
import dev.weir.config.WeirConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lays changes over what the file says. */
final class Composition {
    private final Map<String, String> environment;
    private final Loaded file;

    /**
     * @param environment what references to variables read
     */
    Composition(Loaded file, Map<String, String> environment) {
        this.file = file;
        this.environment = environment;
    }

    /**
     * The configuration with these changes.
     *
     * @throws ConfigException with everything that is wrong with it
     */
    WeirConfig with(List<Change> changes) {
        WeirConfig base = file.config();
        Map<String, ProviderConfig> providers = new HashMap<>(base.providers());
        Map<String, ModelConfig> models = new HashMap<>(base.models());
        Map<String, String> aliases = new HashMap<>(base.aliases());
        Map<String, PriceConfig> prices = new HashMap<>(base.prices());
        List<Problem> problems = new ArrayList<>();
        for (Change change : changes) {
            try {
                Object entry = entry(change);
                switch (change.kind()) {
                    case PROVIDERS -> lay(providers, change.name(), ProviderConfig.class, entry);
                    case MODELS -> lay(models, change.name(), ModelConfig.class, entry);
                    case ALIASES -> lay(aliases, change.name(), String.class, entry);
                    case PRICES -> lay(prices, change.name(), PriceConfig.class, entry);
                }
            } catch (ConfigException e) {
                problems.addAll(e.problems());
            }
        }
        WeirConfig whole = base.with(providers, models, aliases, prices);
        if (problems.isEmpty()) {
            problems.addAll(ConfigChecks.problems(whole, path -> origin(path, changes)));
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return whole;
    }

    private @Nullable Object entry(Change change) {
        return change.entry() == null ? null : change.kind().bind(change.name(), change.entry(), environment);
    }

    private static <T> void lay(Map<String, T> entries, String name, Class<T> type, @Nullable Object entry) {
        if (entry == null) {
            entries.remove(name);
        } else {
            entries.put(name, type.cast(entry));
        }
    }

    private Origin origin(String path, List<Change> changes) {
        boolean changed = changes.stream().anyMatch(change -> covers(change, path, changes));
        return changed ? new Origin(Kind.SOURCE, 0, 0) : file.origin(path);
    }

    private boolean covers(Change change, String path, List<Change> changes) {
        return change.kind().covers(path, change.name(), names(change.kind(), changes));
    }

    /** All names of a kind, those that are taken away among them. */
    Set<String> names(Kind kind, List<Change> changes) {
        Set<String> names = new HashSet<>(kind.in(file.config()).keySet());
        changes.stream()
                .filter(change -> change.kind() == kind)
                .map(Change::name)
                .forEach(names::add);
        return names;
    }

    /**
     * What can be had of the changes where they do not all fit the file any more, as after it was edited while the
     * server was down. First those go that are at fault themselves, then those that take entries away, then all.
     */
    Fitting fitting(List<Change> changes) {
        List<Change> left = new ArrayList<>(changes);
        Map<Change, String> aside = new HashMap<>();
        while (true) {
            try {
                return new Fitting(with(left), left, aside);
            } catch (ConfigException e) {
                List<Change> faulty = faulty(left, e.problems());
                if (faulty.isEmpty()) {
                    throw e;
                }
                faulty.forEach(change -> aside.put(change, why(change, e.problems(), left)));
                left.removeAll(faulty);
            }
        }
    }

    private List<Change> faulty(List<Change> changes, List<Problem> problems) {
        List<Change> named = changes.stream()
                .filter(change -> problems.stream().anyMatch(problem -> covers(change, problem.path(), changes)))
                .toList();
        List<Change> taking =
                changes.stream().filter(change -> change.entry() == null).toList();
        return named.isEmpty() ? taking.isEmpty() ? changes : taking : named;
    }

    private String why(Change change, List<Problem> problems, List<Change> changes) {
        Problem first = problems.stream()
                .filter(problem -> covers(change, problem.path(), changes))
                .findFirst()
                .orElse(problems.getFirst());
        return first.what() + "; " + first.hint();
    }

    /**
     * @param changes those that the configuration has
     * @param aside the others, each with what is wrong with it
     */
    record Fitting(WeirConfig config, List<Change> changes, Map<Change, String> aside) {
        Fitting {
            changes = List.copyOf(changes);
            aside = Map.copyOf(aside);
        }
    }
}
