package dev.weir.spi;

import java.time.Instant;
import java.util.List;
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
        Recording recording) {

    public Call {
        passages = List.copyOf(passages);
    }

    public Call withPassages(List<Passage> found) {
        return new Call(
                requestId, operation, options, principal, deadline, cancellation, found, target, timeouts, recording);
    }

    /** The copy that goes to a deployment; its total time may bring the deadline forward. */
    public Call withTarget(Target chosen, Outbound.Timeouts limits) {
        Instant latest = recording.startedAt().plus(limits.total());
        Instant sooner = latest.isBefore(deadline) ? latest : deadline;
        return new Call(
                requestId, operation, options, principal, sooner, cancellation, passages, chosen, limits, recording);
    }

    public Call withOperation(Operation changed) {
        return new Call(
                requestId, changed, options, principal, deadline, cancellation, passages, target, timeouts, recording);
    }

    /** The deployment, for stages after routing. */
    public Target chosenTarget() {
        if (target == null) {
            throw new IllegalStateException("this stage stands before routing: no deployment is chosen yet");
        }
        return target;
    }
}
