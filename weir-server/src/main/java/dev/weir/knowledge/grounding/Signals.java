package dev.weir.knowledge.grounding;

import dev.weir.knowledge.embedding.Vectors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What can be seen of a claim and the passages without understanding either: the input of {@link SupportModel}. Shares
 * are of the claim's content words, from 0 to 1.
 *
 * <p>Coverage and density of copied runs are those of M. Grusky et al., "Newsroom" (2018), section 3; the longest common
 * subsequence is ROUGE-L's recall (C.-Y. Lin, 2004).
 *
 * @param values in the order of their names
 * @param best the sentence of the passages that is nearest; null where there is none
 */
public record Signals(Map<String, Double> values, @Nullable Nearest best) {
    /** 1 if a passage has the claim word for word. */
    static final String VERBATIM = "verbatim";

    /** Sentences of the passages whose vectors are compared with the claim's. */
    private static final int COMPARED = 6;

    /**
     * The sentence that supports the claim best.
     *
     * @param number the passage's
     * @param text the sentence
     */
    public record Nearest(int number, String text) {}

    /** One of the compared sentences. */
    record Candidate(Premise premise, double coverage, double nearness) {
        double rank() {
            return coverage + nearness;
        }
    }

    /** Looks at a claim, which has no citation marks any more. */
    public static Signals of(String claim, Material material) {
        return new Observation(claim, material).signals();
    }

    /** One claim while it is looked at. */
    private static final class Observation {
        private final String claim;
        private final Material material;
        private final List<Word> words;
        private final List<Word> content;
        private final Map<String, Double> values = new LinkedHashMap<>();

        Observation(String claim, Material material) {
            this.claim = claim;
            this.material = material;
            this.words = Word.in(claim);
            this.content = words.stream().filter(Word::content).toList();
        }

        Signals signals() {
            List<Candidate> candidates = candidates();
            Candidate best = candidates.isEmpty() ? null : candidates.getFirst();
            Set<String> near = best == null ? Set.of() : best.premise().stems();
            shares(candidates, near);
            copies(candidates);
            pairs(near);
            facts(candidates);
            polarity(best);
            nearness(candidates);
            put("near.reversed", best == null ? 0 : reversed(best));
            return new Signals(
                    values,
                    best == null
                            ? null
                            : new Nearest(
                                    best.premise().evidence().number(),
                                    best.premise().text()));
        }

        private List<Candidate> candidates() {
            List<Premise> chosen = material.premises().stream()
                    .sorted(Comparator.comparingDouble((Premise premise) -> -share(content, premise.stems())))
                    .limit(COMPARED)
                    .toList();
            if (chosen.isEmpty()) {
                return List.of();
            }
            float[] own = material.vector(claim);
            List<float[]> vectors = material.vectors(chosen);
            List<Candidate> candidates = new ArrayList<>();
            for (int i = 0; i < chosen.size(); i++) {
                candidates.add(new Candidate(
                        chosen.get(i),
                        share(content, chosen.get(i).stems()),
                        Math.max(0, Vectors.dot(own, vectors.get(i)))));
            }
            candidates.sort(Comparator.comparingDouble(Candidate::rank).reversed());
            return candidates;
        }

        private void shares(List<Candidate> candidates, Set<String> near) {
            Set<String> two = new HashSet<>(near);
            Set<String> rest = new HashSet<>();
            content.stream()
                    .map(Word::stem)
                    .filter(stem -> !near.contains(stem))
                    .forEach(rest::add);
            candidates.stream()
                    .skip(1)
                    .max(Comparator.comparingLong(candidate -> rest.stream()
                            .filter(candidate.premise().stems()::contains)
                            .count()))
                    .ifPresent(second -> two.addAll(second.premise().stems()));
            double all =
                    content.stream().filter(word -> material.holds(word.stem())).count();
            put("words", content.isEmpty() ? 1 : all / content.size());
            put("words.near", share(content, near));
            put("words.two", share(content, two));
            put("words.heavy", heavy());
        }

        /** As the share of words, each weighing as much as it is long: short words are common ones. */
        private double heavy() {
            double sum = content.stream().mapToInt(word -> word.stem().length()).sum();
            double held = content.stream()
                    .filter(word -> material.holds(word.stem()))
                    .mapToInt(word -> word.stem().length())
                    .sum();
            return sum == 0 ? 1 : held / sum;
        }

        private void copies(List<Candidate> candidates) {
            put("runs.2", runs(2));
            put("runs.3", runs(3));
            int longest = 0;
            double subsequence = 0;
            for (Candidate candidate : candidates) {
                List<Word> other = candidate.premise().words();
                longest = Math.max(longest, Alignment.longestRun(words, other));
                subsequence = Math.max(subsequence, Alignment.longestSubsequence(words, other));
            }
            double length = Math.max(1, words.size());
            put("run.longest", longest / length);
            put("subsequence", subsequence / length);
            put("density", density());
            put(VERBATIM, longest == words.size() && !words.isEmpty() ? 1 : 0);
        }

        private double runs(int length) {
            List<String> own = Material.runs(words, length);
            long held = own.stream().filter(material::holdsRun).count();
            return own.isEmpty() ? get("words") : (double) held / own.size();
        }

        /** The squares of the lengths of copied runs, over the square of the claim's: 1 if it is one copy. */
        private double density() {
            double squares = 0;
            int run = 0;
            for (int i = 0; i < words.size(); i++) {
                boolean goes = i > 0
                        && material.holdsRun(
                                words.get(i - 1).stem() + " " + words.get(i).stem() + " ");
                run = goes ? run + 1 : material.holds(words.get(i).stem()) ? 1 : 0;
                boolean ends = i + 1 == words.size()
                        || !material.holdsRun(
                                words.get(i).stem() + " " + words.get(i + 1).stem() + " ");
                squares += ends ? (double) run * run : 0;
            }
            return words.isEmpty() ? 1 : squares / words.size() / words.size();
        }

        /** Words that stand together in the claim and, in this order, in no sentence: what was put together wrongly. */
        private void pairs(Set<String> near) {
            int pairs = 0;
            int together = 0;
            int nearby = 0;
            for (int i = 0; i + 1 < content.size(); i++) {
                String one = content.get(i).stem();
                String other = content.get(i + 1).stem();
                pairs++;
                together += material.premises().stream()
                                .anyMatch(premise -> premise.stems().contains(one)
                                        && premise.stems().contains(other))
                        ? 1
                        : 0;
                nearby += near.contains(one) && near.contains(other) ? 1 : 0;
            }
            put("pairs", pairs == 0 ? 1 : (double) together / pairs);
            put("pairs.near", pairs == 0 ? 1 : (double) nearby / pairs);
        }

        private void facts(List<Candidate> candidates) {
            Set<String> near = new HashSet<>();
            candidates.stream()
                    .limit(2)
                    .forEach(one -> near.addAll(one.premise().stems()));
            List<Word> numbers = words.stream().filter(Word::number).toList();
            List<Word> names = words.stream().filter(Word::name).toList();
            put("numbers.missing", missing(numbers));
            put("numbers.far", 1 - share(numbers, near));
            put("numbers.any", numbers.isEmpty() ? 0 : 1);
            put("names.missing", missing(names));
            put("names.far", 1 - share(names, near));
            put("names.any", names.isEmpty() ? 0 : 1);
        }

        private double missing(List<Word> facts) {
            long missing =
                    facts.stream().filter(word -> !material.holds(word.stem())).count();
            return facts.isEmpty() ? 0 : (double) missing / facts.size();
        }

        private void polarity(@Nullable Candidate best) {
            Polarity own = Polarity.of(words);
            Polarity other = best == null ? own : best.premise().polarity();
            put("denial.differs", own.denies() != other.denies() ? 1 : 0);
            put("denial", own.denies() ? 1 : 0);
            put("direction.opposite", own.isOppositeOf(other) ? 1 : 0);
            put("direction.opposite.denied", own.isOppositeOf(other) && own.denies() != other.denies() ? 1 : 0);
        }

        private void nearness(List<Candidate> candidates) {
            double[] sorted = candidates.stream()
                    .mapToDouble(Candidate::nearness)
                    .sorted()
                    .toArray();
            double first = sorted.length > 0 ? sorted[sorted.length - 1] : 0;
            double second = sorted.length > 1 ? sorted[sorted.length - 2] : first;
            put("near", first);
            put("near.second", second);
            put("near.best", candidates.isEmpty() ? 0 : candidates.getFirst().nearness());
            put("near.words", first * get("words.near"));
            put("length", Math.log(1.0 + words.size()));
        }

        /** How much nearer the best sentence is to the claim than to the claim's opposite. */
        private double reversed(Candidate best) {
            String opposite = Reversal.of(claim);
            if (opposite.equals(claim)) {
                return 0;
            }
            float[] premise = material.vectors(List.of(best.premise())).getFirst();
            return Vectors.dot(material.vector(claim), premise) - Vectors.dot(material.vector(opposite), premise);
        }

        private double get(String name) {
            return values.getOrDefault(name, 0.0);
        }

        private void put(String name, double value) {
            values.put(name, value);
        }

        /** Of no words, all are held. */
        private static double share(List<Word> of, Set<String> held) {
            long found = of.stream().filter(word -> held.contains(word.stem())).count();
            return of.isEmpty() ? 1 : (double) found / of.size();
        }
    }
}
