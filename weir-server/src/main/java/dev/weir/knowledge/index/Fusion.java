package dev.weir.knowledge.index;

import dev.weir.spi.SettingException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How the opinions of two arms, which are on different scales, become one order: each arm's are made comparable by a
 * {@link Scale} over the candidates, weighted and added up.
 *
 * <p>Reciprocal rank fusion, the usual choice, looks at ranks alone; on the test sets in docs/knowledge.md it falls below
 * the better arm wherever the arms differ much, because it cannot see by how much a candidate leads. Where scores are
 * compared, a candidate without a vector is judged by its words alone: its lexical number stands in for the missing one.
 */
public sealed interface Fusion {
    /** Measured on 21 pairs of test set and model; see docs/knowledge.md. */
    double DEFAULT_DENSE_WEIGHT = .7;

    /** That of a knowledge base that chooses none. */
    Fusion DEFAULT = new ZScore(DEFAULT_DENSE_WEIGHT);

    /** The {@code kind} in a knowledge base's settings. */
    String kind();

    /** What it does, in a sentence for people. */
    String doc();

    /** Lays a scale over one arm's scores, of which NaN is none. */
    Scale scale(double[] scores);

    /** An arm's share of the sum. */
    double weight(Arm arm);

    /** The arms that are asked of those that a search wants. */
    default Set<Arm> arms(Set<Arm> wanted) {
        return wanted;
    }

    /** Joins two comparable numbers. */
    default double join(double words, double meaning) {
        double stand = Double.isNaN(meaning) ? words : meaning;
        return weight(Arm.DENSE) * stand + weight(Arm.BM25) * words;
    }

    /** The joined numbers of candidates whose opinions are given in the same order. */
    default double[] fuse(List<Hit.Opinion> words, List<Hit.Opinion> meaning) {
        Scale lexical = scale(scores(words));
        Scale dense = scale(scores(meaning));
        double[] fused = new double[words.size()];
        for (int i = 0; i < fused.length; i++) {
            Hit.Opinion word = words.get(i);
            Hit.Opinion sense = meaning.get(i);
            fused[i] = join(lexical.of(word.score(), word.rank()), dense.of(sense.score(), sense.rank()));
        }
        return fused;
    }

    private static double[] scores(List<Hit.Opinion> opinions) {
        return opinions.stream().mapToDouble(Hit.Opinion::score).toArray();
    }

    /** The weighted sum of standard scores. */
    record ZScore(double denseWeight) implements Fusion {
        public ZScore {
            checkWeight(denseWeight);
        }

        @Override
        public String kind() {
            return "zscore";
        }

        @Override
        public String doc() {
            return sentence("Each arm's scores are standardised over the candidates", denseWeight);
        }

        @Override
        public Scale scale(double[] scores) {
            return Scale.Standard.over(scores);
        }

        @Override
        public double weight(Arm arm) {
            return arm == Arm.DENSE ? denseWeight : 1 - denseWeight;
        }
    }

    /** The weighted sum of scores that are stretched from 0 to 1. */
    record MinMax(double denseWeight) implements Fusion {
        public MinMax {
            checkWeight(denseWeight);
        }

        @Override
        public String kind() {
            return "minmax";
        }

        @Override
        public String doc() {
            return sentence("Each arm's scores are stretched from 0 to 1 over the candidates", denseWeight);
        }

        @Override
        public Scale scale(double[] scores) {
            return Scale.Range.over(scores);
        }

        @Override
        public double weight(Arm arm) {
            return arm == Arm.DENSE ? denseWeight : 1 - denseWeight;
        }
    }

    /**
     * Reciprocal rank fusion: Cormack, Clarke and Büttcher (2009), whose constant is 60. What an arm does not list gets
     * nothing from it.
     */
    record Rrf(int k) implements Fusion {
        public Rrf {
            SettingException.require(
                    k >= 1 && k <= 10_000, "k", "must be 1 to 10000, not " + k, "60 is what its authors use.");
        }

        @Override
        public String kind() {
            return "rrf";
        }

        @Override
        public String doc() {
            return "For each arm that lists a passage, 1 / (" + k + " + its rank there), added up.";
        }

        @Override
        public Scale scale(double[] scores) {
            return new Scale.Reciprocal(k);
        }

        @Override
        public double weight(Arm arm) {
            return 1;
        }
    }

    /**
     * One arm alone, the other is not asked.
     *
     * @param arm its name on the wire
     */
    record Single(String arm) implements Fusion {
        public Single {
            SettingException.require(
                    Arm.names().contains(arm),
                    "arm",
                    "is '" + arm + "'",
                    "There is " + String.join(" and ", Arm.names()) + ".");
        }

        @Override
        public String kind() {
            return "single";
        }

        @Override
        public String doc() {
            return only() == Arm.DENSE ? "Meaning alone decides." : "Words alone decide.";
        }

        private Arm only() {
            return Arm.valueOf(arm.toUpperCase(Locale.ROOT));
        }

        @Override
        public Scale scale(double[] scores) {
            return new Scale.Own();
        }

        @Override
        public double weight(Arm of) {
            return of == only() ? 1 : 0;
        }

        @Override
        public double join(double words, double meaning) {
            return only() == Arm.DENSE ? meaning : words;
        }

        /** A search that names the other arm alone is given it. */
        @Override
        public Set<Arm> arms(Set<Arm> wanted) {
            return wanted.contains(only()) ? EnumSet.of(only()) : wanted;
        }
    }

    /** One of each kind as it is where nothing else is set. */
    static List<Fusion> kinds() {
        return List.of(DEFAULT, new MinMax(DEFAULT_DENSE_WEIGHT), new Rrf(60), new Single(Arm.BM25.wireName()));
    }

    private static void checkWeight(double weight) {
        SettingException.require(
                weight >= 0 && weight <= 1,
                "dense_weight",
                "must be 0 to 1, not " + weight,
                "0.7 is the default: seven parts meaning, three parts words.");
    }

    private static String sentence(String what, double dense) {
        return String.format(
                Locale.ROOT, "%s, weighted and added up: %.2f × meaning + %.2f × words.", what, dense, 1 - dense);
    }
}
