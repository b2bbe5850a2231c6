package dev.weir.classifier;

import com.google.auto.service.AutoService;
import dev.weir.classifier.Classification.Opinion;
import dev.weir.spi.Call;
import dev.weir.spi.Candidate;
import dev.weir.spi.ExtensionContext;
import dev.weir.spi.Operation;
import dev.weir.spi.Strategy;
import dev.weir.spi.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts the deployment first that the configuration names for the prompt's class, the others in their order behind it.
 * A class that is not probable enough, or one without a deployment, goes to the default. Only the last thing that the
 * user said is looked at.
 */
public final class ClassifierStrategy implements Strategy {
    /** What the configuration calls it. */
    public static final String NAME = "classifier";

    private final Classifiers classifiers;
    private final Settings settings;

    /**
     * Which class goes where.
     *
     * @param classifier its name
     * @param classes deployments by kind, complexity, or both as {@code kind/complexity}
     * @param minProbability what a label must reach
     * @param otherwise for all others; null is the first
     */
    public record Settings(
            String classifier,
            Map<String, String> classes,
            double minProbability,
            @Nullable String otherwise) {
        public Settings {
            classes = Map.copyOf(classes);
        }
    }

    public ClassifierStrategy(Classifiers classifiers, Settings settings) {
        this.classifiers = classifiers;
        this.settings = settings;
        classifiers.prepare(settings.classifier());
    }

    @Override
    public List<Candidate> order(Call call, List<Candidate> candidates) {
        return decide(call, candidates).order();
    }

    @Override
    public Ordering decide(Call call, List<Candidate> candidates) {
        Map<String, String> reasons = new LinkedHashMap<>();
        Optional<Classification> found = call.operation() instanceof Operation.Chat chat
                ? classifiers.classify(settings.classifier(), chat.question())
                : Optional.empty();
        Optional<String> chosen = found.flatMap(classification -> chosen(classification, reasons));
        if (found.isEmpty()) {
            reasons.put("class", "none: the prompt could not be classified");
        }
        String wanted = chosen.orElse(settings.otherwise());
        return new Ordering(wanted == null ? candidates : first(wanted, candidates), reasons);
    }

    @Override
    public String preferredFor(Target target) {
        String classes = settings.classes().entrySet().stream()
                .filter(one -> isCalled(target, one.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .collect(Collectors.joining(", "));
        boolean otherwise = settings.otherwise() != null && isCalled(target, settings.otherwise());
        return otherwise ? classes + (classes.isEmpty() ? "" : ", ") + "all others" : classes;
    }

    /** The narrowest class that is configured and probable enough. */
    private Optional<String> chosen(Classification found, Map<String, String> reasons) {
        Opinion kind = found.kind();
        Opinion complexity = found.complexity();
        reasons.put("classifier", found.classifier() + " version " + found.version());
        put(reasons, "kind", kind);
        put(reasons, "complexity", complexity);
        String sureKind = sure(kind);
        String sureComplexity = sure(complexity);
        List<String> classes = new ArrayList<>();
        if (sureKind != null && sureComplexity != null) {
            classes.add(sureKind + "/" + sureComplexity);
        }
        if (sureKind != null) {
            classes.add(sureKind);
        }
        if (sureComplexity != null) {
            classes.add(sureComplexity);
        }
        Optional<String> fitting =
                classes.stream().filter(settings.classes()::containsKey).findFirst();
        reasons.put("class", fitting.orElse("none: no class is both configured and probable enough"));
        return fitting.map(settings.classes()::get);
    }

    /** The label, if it is probable enough. */
    private @Nullable String sure(@Nullable Opinion opinion) {
        return opinion != null && opinion.probability() >= settings.minProbability() ? opinion.label() : null;
    }

    private static void put(Map<String, String> reasons, String name, @Nullable Opinion opinion) {
        if (opinion != null) {
            reasons.put(name, opinion.label());
            reasons.put(name + ".probability", String.format(Locale.ROOT, "%.3f", opinion.probability()));
        }
    }

    private static List<Candidate> first(String wanted, List<Candidate> candidates) {
        List<Candidate> order = new ArrayList<>(candidates.size());
        candidates.stream().filter(one -> isCalled(one.target(), wanted)).forEach(order::add);
        candidates.stream().filter(one -> !isCalled(one.target(), wanted)).forEach(order::add);
        return order;
    }

    private static boolean isCalled(Target target, String name) {
        return target.name().equals(name) || target.model().equals(name);
    }

    /** Makes those that were told of no classes: they keep the configuration's order. */
    @AutoService(Strategy.Factory.class)
    public static final class Factory implements Strategy.Factory {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Strategy create(ExtensionContext context) {
            return (call, candidates) -> candidates;
        }
    }
}
