package dev.weir.knowledge;

import dev.weir.knowledge.GroundingRules.Rule;
import dev.weir.knowledge.grounding.AnswerSentences;
import dev.weir.knowledge.grounding.Evidence;
import dev.weir.knowledge.grounding.Groundedness;
import dev.weir.spi.Call;
import dev.weir.spi.Citation;
import dev.weir.spi.Grounded;
import dev.weir.spi.Grounded.Action;
import dev.weir.spi.Grounded.Conflict;
import dev.weir.spi.Grounded.Sentence;
import dev.weir.spi.Grounded.Verdict;
import dev.weir.spi.Recording;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Judges one call's answer, whole or sentence by sentence, and records what came of it. One thread uses it. */
final class Hearing {
    private final Groundedness groundedness;
    private final SecondOpinion opinion;
    private final Call call;
    private final Rule rule;
    private Groundedness.@Nullable Review review;
    private long nanos;

    Hearing(Groundedness groundedness, SecondOpinion opinion, Call call, Rule rule) {
        this.groundedness = groundedness;
        this.opinion = opinion;
        this.call = call;
        this.rule = rule;
    }

    Rule rule() {
        return rule;
    }

    Call call() {
        return call;
    }

    /** A model that cites by itself has its own numbers. */
    private Groundedness.Review review() {
        Groundedness.Review begun = review;
        if (begun == null) {
            begun = groundedness.review(evidence(), rule.threshold());
            review = begun;
        }
        return begun;
    }

    private List<Evidence> evidence() {
        List<Citation> own = call.recording().citations();
        return own.isEmpty()
                ? call.passages().stream().map(Evidence::of).toList()
                : own.stream().map(Evidence::of).toList();
    }

    /** Forgets what the last answer rested on: another one comes. */
    void again() {
        review = null;
    }

    /** Judges as much of the answer as the rule allows. */
    Assessed assess(String answer) {
        return Assessed.ofQuotations(answer, call.recording().citations()).orElseGet(() -> compare(answer));
    }

    private Assessed compare(String answer) {
        String judged = answer.length() > rule.longest() ? answer.substring(0, rule.longest()) : answer;
        List<Assessed.Part> parts = new ArrayList<>();
        int at = 0;
        for (AnswerSentences.Piece piece : AnswerSentences.of(judged)) {
            parts.add(judge(piece, at));
            at += piece.text().length();
        }
        return seconded(new Assessed(parts));
    }

    /** Judges one sentence, without a second opinion. */
    Assessed.Part judge(AnswerSentences.Piece piece, int at) {
        if (piece.text().isBlank()) {
            return new Assessed.Part(piece.text(), null);
        }
        long from = call.recording().elapsedNanos();
        Sentence sentence = review().judge(piece, at);
        nanos += call.recording().elapsedNanos() - from;
        return new Assessed.Part(piece.text(), sentence);
    }

    private Assessed seconded(Assessed assessed) {
        String model = rule.judge();
        if (model == null) {
            return assessed;
        }
        List<Sentence> doubtful =
                assessed.sentences().stream().filter(this::isDoubtful).toList();
        Map<Sentence, Verdict> verdicts = doubtful.isEmpty() ? Map.of() : opinion.of(call, model, doubtful, evidence());
        return new Assessed(assessed.parts().stream()
                .map(part -> {
                    Verdict verdict = part.sentence() == null ? null : verdicts.get(part.sentence());
                    return verdict == null || part.sentence() == null
                            ? part
                            : new Assessed.Part(part.text(), part.sentence().judged(verdict));
                })
                .toList());
    }

    /** The middle of the scores: from half the threshold to half way between it and certainty. */
    private boolean isDoubtful(Sentence sentence) {
        Double score = sentence.score();
        return score != null && score >= rule.threshold() / 2 && score < (1 + rule.threshold()) / 2;
    }

    /**
     * Records the verdicts on the answer that is passed on.
     *
     * @param objected the sentences that the policy objected to
     */
    void record(Assessed passedOn, Action action, int objected) {
        List<Sentence> sentences = passedOn.sentences();
        long from = call.recording().elapsedNanos();
        List<Conflict> conflicts = conflicts(sentences);
        nanos += call.recording().elapsedNanos() - from;
        Grounded grounded = new Grounded(
                rule.policy(),
                action,
                rule.threshold(),
                sentences,
                objected,
                conflicts,
                confidence(sentences),
                groundedness.calibratedOn(),
                rule.judge());
        Recording recording = call.recording();
        recording.grounded(grounded);
        recording.span("grounding", recording.elapsedNanos() - nanos, GroundingSpan.attributes(grounded));
    }

    private List<Conflict> conflicts(List<Sentence> sentences) {
        Map<String, Conflict> found = new HashMap<>();
        List<Conflict> conflicts = new ArrayList<>();
        for (int i = 0; i < sentences.size(); i++) {
            for (Conflict conflict : review().conflicts(i, sentences.get(i))) {
                String sides = conflict.one() + " " + conflict.other();
                if (found.putIfAbsent(sides, conflict) == null) {
                    conflicts.add(conflict);
                }
            }
        }
        return conflicts;
    }

    /** The mean of probabilities is the share that may be expected. */
    private static @Nullable Double confidence(List<Sentence> sentences) {
        OptionalDouble mean = sentences.stream()
                .map(Sentence::score)
                .filter(score -> score != null)
                .mapToDouble(Double::doubleValue)
                .average();
        return mean.isEmpty() ? null : (Double) (Math.round(mean.getAsDouble() * 1e4) / 1e4);
    }
}
