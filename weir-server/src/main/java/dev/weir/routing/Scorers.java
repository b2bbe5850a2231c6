package dev.weir.routing;

import dev.weir.spi.AnswerContent;
import dev.weir.spi.Call;
import dev.weir.spi.ExtensionContext;
import dev.weir.spi.Scorer;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The scorers on the class path: Weir's own and those of extensions, each made when it is first asked. Thread-safe. */
public final class Scorers {
    private static final Logger log = LoggerFactory.getLogger(Scorers.class);

    private final Map<String, Scorer.Factory> factories = new TreeMap<>();
    private final ConcurrentMap<String, Scorer> made = new ConcurrentHashMap<>();
    private final ExtensionContext context;

    public Scorers(ExtensionContext context) {
        this.context = context;
        ServiceLoader.load(Scorer.Factory.class).forEach(factory -> factories.put(factory.name(), factory));
    }

    /** The names of all scorers on the class path. */
    public static Set<String> known() {
        return ServiceLoader.load(Scorer.Factory.class).stream()
                .map(factory -> factory.get().name())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    public Set<String> names() {
        return factories.keySet();
    }

    /**
     * The scorer of that name.
     *
     * @throws IllegalArgumentException if there is no scorer of that name
     */
    public Scorer require(String name) {
        Scorer.Factory factory = factories.get(name);
        if (factory == null) {
            throw new IllegalArgumentException("there is no scorer '" + name + "'; there is " + names());
        }
        return made.computeIfAbsent(name, key -> factory.create(context));
    }

    /** A scorer's opinion; empty if it failed. */
    Optional<Scorer.Score> score(String name, Call call, AnswerContent answer) {
        try {
            return Optional.of(require(name).score(call, answer));
        } catch (RuntimeException e) {
            log.warn("The scorer '{}' failed; it has no opinion of this answer", name, e);
            return Optional.empty();
        }
    }
}
