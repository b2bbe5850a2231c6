package dev.weir.routing;

import dev.weir.dialect.TokenProbabilities;
import dev.weir.pipeline.Stage;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Call;
import dev.weir.spi.Citation;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Operation;
import dev.weir.spi.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call's way up a cascade. The answer of every deployment but the last is held back and judged; one that is not
 * good enough is kept, in case that all the others fail, unless its form is wrong. A deployment that does not take the
 * request as it is does not end the cascade. Both attempts have passed the metering stage by then, so that both are
 * billed and shown. For models of other strategies it does nothing. One thread uses it.
 */
final class Cascade {
    private final Judges judges;
    private final Models.Model model;
    private final boolean judged;
    private final boolean mayAskProbabilities;
    private boolean accepted;
    private @Nullable Kept candidate;
    private @Nullable Kept spare;

    Cascade(Judges judges, Models.Model model, Call call) {
        this.judges = judges;
        this.model = model;
        this.judged = model.cascade() != null && call.operation() instanceof Operation.Chat;
        this.mayAskProbabilities =
                judged && !TokenProbabilities.asked(call.operation().payload());
    }

    /** An answer that may be needed yet, with what was recorded of it. */
    private record Kept(
            HeldAnswer held,
            boolean usable,
            Target target,
            List<Citation> citations,
            @Nullable Double confidence,
            List<String> leftOut) {}

    /**
     * Asks the deployment that the call names.
     *
     * @param last whether there is nobody after it: its answer is passed on as it comes
     */
    Answer ask(Call call, boolean last, Stage.Next next) {
        CascadePolicy policy = model.cascade();
        accepted = true;
        return policy == null || !judged || last ? Opening.await(next.proceed(call)) : judge(policy, call, next);
    }

    private Answer judge(CascadePolicy policy, Call call, Stage.Next next) {
        long start = call.recording().elapsedNanos();
        HeldAnswer held = held(policy, call, next);
        if (held.answer() instanceof Refused refused) {
            return refused;
        }
        Judgement judgement = judges.judging()
                .judge(policy, call, call.chosenTarget(), held.content(), held.certainty(), held.isComplete());
        call.recording().span("judgement", start, judgement.attributes());
        judges.count(model.name(), judgement);
        accepted = judgement.accepted();
        if (!accepted) {
            candidate = new Kept(
                    held,
                    judgement.usable() && held.isComplete(),
                    call.chosenTarget(),
                    call.recording().citations(),
                    call.recording().confidence(),
                    call.recording().leftOut());
        }
        return held.answer();
    }

    /** Some vendors reject a request that asks for probabilities: such a one is asked again without, from then on. */
    private HeldAnswer held(CascadePolicy policy, Call call, Stage.Next next) {
        boolean wanted = mayAskProbabilities && judges.givesProbabilities(call.chosenTarget());
        Call asking = call.withProbabilities(wanted);
        Answer answer = Opening.await(next.proceed(asking));
        if (wanted && answer instanceof Refused refused && isAboutProbabilities(refused)) {
            asking = call.withProbabilities(false);
            answer = Opening.await(next.proceed(asking));
            if (!(answer instanceof Refused)) {
                judges.givesNoProbabilities(call.chosenTarget());
            }
        }
        return HeldAnswer.of(policy, asking, answer);
    }

    private static boolean isAboutProbabilities(Refused refused) {
        return refused.code() == ErrorCode.PROVIDER_REJECTED
                && (refused.message() + refused.field()).contains("logprobs");
    }

    /** Whether the last answer may be passed on; if not, it is put aside and what was recorded of it forgotten. */
    boolean accepts(Call call) {
        if (accepted) {
            forget();
            return true;
        }
        if (candidate != null) {
            putAside(candidate);
        }
        call.recording().cited(List.of(), null);
        return false;
    }

    private void putAside(Kept kept) {
        candidate = null;
        if (kept.usable()) {
            forget();
            spare = kept;
        } else {
            kept.held().drop();
        }
    }

    private void forget() {
        if (spare != null) {
            spare.held().drop();
            spare = null;
        }
    }

    /** Whether a failure says that another deployment may take what this one does not. */
    boolean goesOnAfter(Refused refused) {
        return judged && refused.code() == ErrorCode.INVALID_REQUEST;
    }

    /** The answer that was not good enough, now that there is no better one; null if there is none. */
    @Nullable
    Answer spare(Call call) {
        Kept kept = spare;
        if (kept == null || call.cancellation().isCancelled()) {
            forget();
            return null;
        }
        spare = null;
        call.recording().routed(kept.target());
        call.recording().leftOut(kept.leftOut());
        call.recording().cited(kept.citations(), kept.confidence());
        return kept.held().answer();
    }
}
