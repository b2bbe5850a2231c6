package dev.weir.console;

import dev.weir.spi.Attempt;
import dev.weir.spi.Cached;
import dev.weir.spi.Exchange;
import dev.weir.spi.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * @param transcript the messages and the answer
 * @param attempt the chosen attempt's number, from 1; 0 if there is none
 */
public record TracePage(Shell shell, TraceView view, Waterfall waterfall, Transcript transcript, int attempt) {
    private static final String PROBABILITY = ".probability";

    public Exchange exchange() {
        return view.exchange();
    }

    public Outcome outcome() {
        return Outcome.of(exchange().status());
    }

    public @Nullable Attempt chosen() {
        return attempt == 0 ? null : exchange().attempts().get(attempt - 1);
    }

    public List<Charge> charges(Attempt of) {
        return view.charges().getOrDefault(of.id(), List.of());
    }

    public List<AttemptRow> attempts() {
        return AttemptRow.of(exchange());
    }

    /** The answer's sentences and what their passages make of them; empty if nobody has looked. */
    public List<SentenceRow> sentences() {
        return SentenceRow.of(exchange());
    }

    /** The chosen one with its story. */
    public AttemptRow story() {
        return attempts().stream()
                .filter(row -> row.number() == attempt)
                .findFirst()
                .orElseThrow();
    }

    /** What a figure says below the number of attempts. */
    public String attemptsNote() {
        if (exchange().attempts().isEmpty()) {
            return exchange().cached() == null ? "no provider was called" : "answered by the cache";
        }
        long failed = attempts().stream().filter(row -> row.mark() == Mark.BAD).count();
        long lost = exchange().attempts().stream().filter(Attempt::isLost).count();
        long escalated =
                attempts().stream().filter(row -> row.mark() == Mark.INFO).count();
        List<String> notes = new ArrayList<>();
        if (failed > 0) {
            notes.add(failed + " failed");
        }
        if (lost > 0) {
            notes.add(lost + " lost the race");
        }
        if (escalated > 0) {
            notes.add(escalated + " not good enough");
        }
        return notes.isEmpty() ? "answered at once" : String.join(", ", notes);
    }

    /** How the deployments were chosen: every reason and its value, for people; empty if there was no choice. */
    public Map<String, String> routing() {
        Map<String, String> reasons = new LinkedHashMap<>();
        Map<String, String> told = step("routing");
        for (String name : List.of("strategy", "order")) {
            put(reasons, word(name), told.get(name));
        }
        told.entrySet().stream()
                .filter(one -> !List.of("strategy", "order", "dropped").contains(one.getKey())
                        && !one.getKey().endsWith(PROBABILITY))
                .sorted(Map.Entry.comparingByKey())
                .forEach(one -> {
                    String sure = told.get(one.getKey() + PROBABILITY);
                    put(reasons, word(one.getKey()), one.getValue() + (sure == null ? "" : ", probability " + sure));
                });
        put(reasons, "Left out", told.get("dropped"));
        return reasons;
    }

    private static void put(Map<String, String> reasons, String name, @Nullable String value) {
        if (value != null) {
            reasons.put(name, value);
        }
    }

    private static String word(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1).replace('_', ' ');
    }

    private Map<String, String> step(String name) {
        return exchange().spans().stream()
                .filter(span -> span.name().equals(name))
                .map(Span::attributes)
                .findFirst()
                .orElse(Map.of());
    }

    /** Fields that the request went without; empty if none. */
    public String droppedFields() {
        return step(Span.DROPPED).getOrDefault("fields", "");
    }

    /** What the cache did, in words; empty if it had no part in the exchange. */
    public String cache() {
        Cached cached = exchange().cached();
        return cached == null
                ? ""
                : switch (cached.outcome()) {
                    case HIT -> "hit";
                    case MISS -> "miss";
                    case SHARED -> "shared a call in flight";
                };
    }

    /** The exchange whose call made the answer; null if it is this one, or the cache had no part. */
    public @Nullable Link cacheSource() {
        Cached cached = exchange().cached();
        return cached == null || cached.outcome() == Cached.Outcome.MISS
                ? null
                : Link.exchange(cached.source().value());
    }

    public String costNote() {
        Cached cached = exchange().cached();
        if (cached != null && exchange().attempts().isEmpty()) {
            return cached.charge() == null ? "from the cache" : "nothing was bought";
        }
        if (exchange().cost() == null) {
            return "no price in the book";
        }
        if (exchange().cost().picodollars() != 0) {
            return "settled";
        }
        return exchange().error() == null ? "free of charge" : "nothing was charged";
    }

    public String tokensNote() {
        var usage = exchange().usage();
        if (usage.estimated()) {
            return "counted by Weir, the provider did not say";
        }
        return usage.cachedInputTokens() > 0
                ? Figures.count(usage.cachedInputTokens()) + " from the provider’s cache"
                : Figures.count(usage.totalTokens()) + " in all";
    }
}
