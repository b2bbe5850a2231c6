package dev.weir.knowledge.grounding;

import dev.weir.knowledge.embedding.Embedder;
import dev.weir.spi.Grounded.Conflict;
import dev.weir.spi.Grounded.Fault;
import dev.weir.spi.Grounded.Sentence;
import dev.weir.spi.Grounded.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges the sentences of answers by the passages they were made from. Thread-safe.
 *
 * <p>A sentence is supported if the probability that all passages together support it reaches the threshold, and partly
 * supported from half of that on. Whether a passage that it cites supports it is judged by that passage alone.
 */
public final class Groundedness {
    /** The least probability of a supported sentence, where nobody says otherwise. */
    public static final double THRESHOLD = .5;

    private static final double PARTLY = .5;

    private final Embedder embedder;
    private final SupportModel model;

    public Groundedness(Embedder embedder, SupportModel model) {
        this.embedder = embedder;
        this.model = model;
    }

    /** What the scores were made probabilities on. */
    public String calibratedOn() {
        return model.calibratedOn();
    }

    /** Begins to judge an answer made from these passages. */
    public Review review(List<Evidence> passages, double threshold) {
        return new Review(passages, threshold);
    }

    /** The answer that is judged, sentence by sentence. Not thread-safe. */
    public final class Review {
        private final List<Evidence> passages;
        private final Material material;
        private final double threshold;

        private Review(List<Evidence> passages, double threshold) {
            this.passages = List.copyOf(passages);
            this.material = Material.of(passages, embedder);
            this.threshold = threshold;
        }

        /**
         * Judges a piece of an answer.
         *
         * @param start where the piece begins in the answer
         */
        public Sentence judge(AnswerSentences.Piece piece, int start) {
            var span = piece.trimmed().shift(start);
            String text = piece.text().strip();
            Marks.Read read = Marks.read(text);
            List<Fault> faults = new ArrayList<>(strangers(read.numbers()));
            if (piece.code() || !Claims.isOne(read.text())) {
                return new Sentence(
                        span.start(), span.end(), text, Verdict.NO_CLAIM, null, read.numbers(), null, faults, false);
            }
            Signals signals = Signals.of(read.text(), material);
            double score = model.probability(signals.values());
            faults.addAll(unsupporting(read));
            faults.addAll(misquoted(read.text()));
            Verdict verdict = verdict(score, faults);
            Integer source = verdict == Verdict.UNSUPPORTED ? null : source(signals);
            return new Sentence(
                    span.start(), span.end(), text, verdict, rounded(score), read.numbers(), source, faults, false);
        }

        /** Where passages contradict each other about a sentence. */
        public List<Conflict> conflicts(int index, Sentence sentence) {
            return sentence.verdict() == Verdict.NO_CLAIM
                    ? List.of()
                    : Conflicts.about(index, Marks.read(sentence.text()).text(), material);
        }

        private List<Fault> strangers(List<Integer> numbers) {
            return numbers.stream()
                    .filter(number -> passages.stream().noneMatch(passage -> passage.number() == number))
                    .map(number -> new Fault(Fault.Kind.NO_SUCH_PASSAGE, number, null))
                    .toList();
        }

        private List<Fault> unsupporting(Marks.Read read) {
            return read.numbers().stream()
                    .filter(number -> passages.stream().anyMatch(passage -> passage.number() == number))
                    .filter(number -> !supports(number, read.text()))
                    .map(number -> new Fault(Fault.Kind.DOES_NOT_SUPPORT, number, null))
                    .toList();
        }

        /** A sentence may cite several passages that support a part of it each, so that half is enough. */
        private boolean supports(int number, String claim) {
            Signals alone = Signals.of(claim, material.of(number));
            return model.probability(alone.values()) >= threshold * PARTLY;
        }

        private List<Fault> misquoted(String text) {
            return Quotations.in(text).stream()
                    .filter(quote -> !Quotations.standsIn(quote, passages))
                    .map(quote -> new Fault(Fault.Kind.NOT_VERBATIM, null, quote))
                    .toList();
        }

        /** Words in quotation marks that nobody said are never supported in full. */
        private Verdict verdict(double score, List<Fault> faults) {
            if (score < threshold * PARTLY) {
                return Verdict.UNSUPPORTED;
            }
            boolean misquotes = faults.stream().anyMatch(fault -> fault.kind() == Fault.Kind.NOT_VERBATIM);
            return score < threshold || misquotes ? Verdict.PARTLY : Verdict.SUPPORTED;
        }
    }

    private static @Nullable Integer source(Signals signals) {
        return signals.best() == null ? null : signals.best().number();
    }

    private static double rounded(double score) {
        return Math.round(score * 1e4) / 1e4;
    }
}
