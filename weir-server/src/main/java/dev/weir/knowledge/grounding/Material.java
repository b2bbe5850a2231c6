package dev.weir.knowledge.grounding;

import dev.weir.knowledge.embedding.Embedder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Passages that claims are compared with: their sentences, their runs of two and three words, and the vectors of the
 * sentences that were needed so far. Thread-safe.
 */
public final class Material {
    private final List<Premise> premises;
    private final Set<String> stems = new HashSet<>();
    private final Set<String> runs = new HashSet<>();
    private final Map<String, float[]> vectors;
    private final Embedder embedder;

    private Material(List<Premise> premises, Map<String, float[]> vectors, Embedder embedder) {
        this.premises = List.copyOf(premises);
        this.vectors = vectors;
        this.embedder = embedder;
        for (Premise premise : premises) {
            stems.addAll(premise.stems());
            runs.addAll(runs(premise.words(), 2));
            runs.addAll(runs(premise.words(), 3));
        }
    }

    static Material of(List<Evidence> passages, Embedder embedder) {
        return new Material(Premise.of(passages), new ConcurrentHashMap<>(), embedder);
    }

    /** Of passages that are nothing but texts, numbered from 1. */
    public static Material ofTexts(List<String> passages, Embedder embedder) {
        List<Evidence> evidence = new ArrayList<>();
        for (String passage : passages) {
            evidence.add(new Evidence(evidence.size() + 1, "", "", 0, passage));
        }
        return of(evidence, embedder);
    }

    /** Only what one passage says; vectors are shared. */
    Material of(int number) {
        return new Material(
                premises.stream()
                        .filter(premise -> premise.evidence().number() == number)
                        .toList(),
                vectors,
                embedder);
    }

    List<Premise> premises() {
        return premises;
    }

    boolean holds(String stem) {
        return stems.contains(stem);
    }

    boolean holdsRun(String run) {
        return runs.contains(run);
    }

    float[] vector(String text) {
        return embedder.embed(text);
    }

    List<float[]> vectors(List<Premise> wanted) {
        List<String> missing = wanted.stream()
                .map(Premise::text)
                .filter(text -> !vectors.containsKey(text))
                .toList();
        List<float[]> made = embedder.embedAll(missing);
        for (int i = 0; i < made.size(); i++) {
            vectors.put(missing.get(i), made.get(i));
        }
        return wanted.stream()
                .map(premise -> Objects.requireNonNull(vectors.get(premise.text())))
                .toList();
    }

    /** The runs of so many words, each as one text. */
    static List<String> runs(List<Word> words, int length) {
        List<String> runs = new ArrayList<>();
        for (int i = 0; i + length <= words.size(); i++) {
            StringBuilder run = new StringBuilder();
            for (Word word : words.subList(i, i + length)) {
                run.append(word.stem()).append(' ');
            }
            runs.add(run.toString());
        }
        return runs;
    }
}
