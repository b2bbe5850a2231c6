package dev.weir.spi;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request inside the pipeline. Immutable: a stage that changes something hands on a changed copy. What happens to
 * the call is written to its {@link Recording}, which all copies share.
 *
 * @param requestId the id in {@code x-request-id}
 * @param deadline when nobody waits any longer
 * @param passages what retrieval found; a provider's adapter renders them
 * @param target the deployment that routing chose; null before routing
 * @param timeouts how long to wait for the deployment
 * @param lenient whether the deployment may be sent a request without what its dialect cannot express
 * @param probabilities whether Weir itself wants to see how probable each token was, where the deployment can tell
 */
public record Call(
        String requestId,
        Operation operation,
        WeirOptions options,
        Principal principal,
        Instant deadline,
        Cancellation cancellation,
        List<Passage> passages,
        @Nullable Target target,
        Outbound.Timeouts timeouts,
        Recording recording,
        boolean lenient,
        boolean probabilities) {

    public Call {
        passages = List.copyOf(passages);
    }

    /** A call to a deployment that takes a request as it is or not at all. */
    public Call(
            String requestId,
            Operation operation,
            WeirOptions options,
            Principal principal,
            Instant deadline,
            Cancellation cancellation,
            List<Passage> passages,
            @Nullable Target target,
            Outbound.Timeouts timeouts,
            Recording recording) {
        this(
                requestId,
                operation,
                options,
                principal,
                deadline,
                cancellation,
                passages,
                target,
                timeouts,
                recording,
                false,
                false);
    }

    public Call withPassages(List<Passage> found) {
        return with(copy -> copy.passages = found);
    }

    /** The copy that goes to a deployment; its total time may bring the deadline forward. */
    public Call withTarget(Target chosen, Outbound.Timeouts limits) {
        Instant latest = recording.startedAt().plus(limits.total());
        return with(copy -> {
            copy.deadline = latest.isBefore(deadline) ? latest : deadline;
            copy.target = chosen;
            copy.timeouts = limits;
        });
    }

    public Call withOperation(Operation changed) {
        return with(copy -> copy.operation = changed);
    }

    /** The copy that somebody else may cancel. */
    public Call withCancellation(Cancellation other) {
        return with(copy -> copy.cancellation = other);
    }

    /** The copy whose way is recorded apart; see {@link Recording#part}. */
    public Call withRecording(Recording other) {
        return with(copy -> copy.recording = other);
    }

    /** The copy for a deployment that may be sent less than was asked. */
    public Call withLenient(boolean changed) {
        return with(copy -> copy.lenient = changed);
    }

    /** The copy for a deployment that is to say how probable its tokens were, if it can. */
    public Call withProbabilities(boolean wanted) {
        return with(copy -> copy.probabilities = wanted);
    }

    /** The deployment, for stages after routing. */
    public Target chosenTarget() {
        if (target == null) {
            throw new IllegalStateException("this stage stands before routing: no deployment is chosen yet");
        }
        return target;
    }

    private Call with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.call();
    }

    /** A call while it is being changed. */
    private static final class Copy {
        private final Call original;
        private Operation operation;
        private Instant deadline;
        private Cancellation cancellation;
        private List<Passage> passages;
        private @Nullable Target target;
        private Outbound.Timeouts timeouts;
        private Recording recording;
        private boolean lenient;
        private boolean probabilities;

        Copy(Call original) {
            this.original = original;
            this.operation = original.operation;
            this.deadline = original.deadline;
            this.cancellation = original.cancellation;
            this.passages = original.passages;
            this.target = original.target;
            this.timeouts = original.timeouts;
            this.recording = original.recording;
            this.lenient = original.lenient;
            this.probabilities = original.probabilities;
        }

        Call call() {
            return new Call(
                    original.requestId,
                    operation,
                    original.options,
                    original.principal,
                    deadline,
                    cancellation,
                    passages,
                    target,
                    timeouts,
                    recording,
                    lenient,
                    probabilities);
        }
    }
}
