package dev.weir.routing;

import dev.weir.dialect.AnswerForm;
import dev.weir.dialect.SchemaCache;
import dev.weir.routing.Judgement.Signal;
import dev.weir.spi.AnswerContent;
import dev.weir.spi.Call;
import dev.weir.spi.Scorer;
import dev.weir.spi.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Judges answers by what a model's policy asks for. Thread-safe. */
final class Judging {
    static final String VALIDITY = "validity";
    private static final String BUILT_IN = "weir";

    private final Scorers scorers;
    private final SchemaCache schemas = new SchemaCache();

    Judging(Scorers scorers) {
        this.scorers = scorers;
    }

    /**
     * @param complete whether {@code answer} is all that the model said; the form of a beginning is not judged
     */
    Judgement judge(
            CascadePolicy policy,
            Call call,
            Target target,
            AnswerContent answer,
            Certainty certainty,
            boolean complete) {
        List<Signal> signals = new ArrayList<>();
        if (policy.validity()) {
            Optional<String> fault = complete ? fault(call, answer) : refused(answer);
            signals.add(new Signal(VALIDITY, null, null, fault.orElse(null)));
        }
        if (certainty.isKnown()) {
            signals.add(Signal.of("probability", certainty.mean(), policy.probability(), null));
            signals.add(Signal.of("lowest", certainty.lowest(), policy.lowest(), null));
        }
        if (target.provider().equals(BUILT_IN)) {
            quoted(policy, call).ifPresent(signals::add);
        }
        if (complete) {
            policy.sortedScorers().forEach((name, least) -> signals.add(score(name, least, call, answer)));
        }
        return new Judgement(target, complete, signals);
    }

    private Optional<String> fault(Call call, AnswerContent answer) {
        return AnswerForm.of(call.principal().project(), call.operation().payload(), schemas)
                .fault(answer);
    }

    private static Optional<String> refused(AnswerContent answer) {
        return answer.choices().stream().anyMatch(choice -> !choice.refusal().isEmpty())
                ? Optional.of("the model refused")
                : Optional.empty();
    }

    /** {@code weir/extractive} says itself how sure it is, and quotes nothing if the documents hold no answer. */
    private static Optional<Signal> quoted(CascadePolicy policy, Call call) {
        Double confidence = call.recording().confidence();
        if (confidence == null) {
            return Optional.empty();
        }
        Signal signal = call.recording().citations().isEmpty()
                ? new Signal("confidence", confidence, policy.confidence(), "the documents do not hold the answer")
                : Signal.of("confidence", confidence, policy.confidence(), null);
        return Optional.of(signal);
    }

    private Signal score(String name, double least, Call call, AnswerContent answer) {
        String shown = "scorer." + name;
        return scorers.score(name, call, answer)
                .map((Scorer.Score score) -> Signal.of(shown, score.value(), least, score.reason()))
                .orElseGet(() -> new Signal(shown, null, least, null));
    }
}
