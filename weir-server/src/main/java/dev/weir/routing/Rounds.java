package dev.weir.routing;

import dev.weir.dialect.Conversations;
import dev.weir.pipeline.Stage;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Call;
import dev.weir.spi.Dialect;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Events;
import dev.weir.spi.Operation;
import dev.weir.spi.Target;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One call's attempts. One thread at a time uses it: first the call's, then whoever reads the stream. */
final class Rounds {
    private static final Comparator<Candidate> SOONEST = Comparator.comparingLong(
                    (Candidate candidate) -> Math.max(0, candidate.nanosUntilReady()))
            .thenComparingInt(Candidate::asked);

    private final Attempts attempts;
    private final Models.Model model;
    private final Call call;
    private final Stage.Next next;
    private final Backoff backoff;
    private final Hedges hedges;
    private final Cascade cascade;
    private final List<Candidate> candidates;
    private @Nullable Candidate asked;
    private @Nullable Refused failure;
    private @Nullable Refused limit;
    private @Nullable Race race;
    private int made;

    Rounds(Attempts attempts, Models.Model model, List<Target> order, Call call, Stage.Next next) {
        this.attempts = attempts;
        this.model = model;
        this.call = call;
        this.next = next;
        this.backoff = new Backoff(model.faults().retries().backoff());
        this.hedges = new Hedges(model.faults().hedge(), call, attempts.clock());
        this.cascade = new Cascade(attempts.judges(), model, call);
        this.candidates = order.stream()
                .map(target -> new Candidate(target, attempts.deployments().health(model, target), attempts.clock()))
                .toList();
    }

    /** The first answer: whole, with its first content there, or the last failure. */
    Answer answer() {
        while (true) {
            Candidate candidate = soonest();
            if (candidate == null || !awaited(candidate)) {
                return spareOr(failure());
            }
            if (candidate.enter()) {
                Optional<Duration> patience = hedges.patience(candidate);
                Answer answer =
                        patience.isEmpty() ? ask(candidate, call, isLast(candidate)) : race(candidate, patience.get());
                if (!(answer instanceof Refused refused)) {
                    if (patience.isPresent() || cascade.accepts(call)) {
                        return answer;
                    }
                    candidate.giveUp();
                } else if (isFinal(refused)) {
                    return spareOr(refused);
                }
            }
        }
    }

    private Answer race(Candidate candidate, Duration patience) {
        made++;
        call.recording().routed(candidate.target());
        race = new Race(this, hedges, call);
        Answer answer = race.answer(candidate, patience);
        if (!(answer instanceof Answer.Streamed)) {
            settle();
        }
        return answer;
    }

    /** Somebody to ask beside a deployment that is slow, ready to be asked; null if there is nobody or no budget. */
    @Nullable
    Candidate beside(Candidate slow) {
        if (made >= Attempts.MOST || call.cancellation().isCancelled()) {
            return null;
        }
        Candidate other = candidates.size() == 1 ? twin(slow) : another(slow);
        if (other == null || !slow.health().budget().spend() || !other.enter()) {
            return null;
        }
        made++;
        return other;
    }

    private @Nullable Candidate another(Candidate slow) {
        int most = model.faults().retries().max() + 1;
        return candidates.stream()
                .filter(candidate -> candidate != slow && candidate.mayBeAsked(most) && candidate.isReady())
                .findFirst()
                .orElse(null);
    }

    /** The same deployment once more, if it has no other beside it. */
    private @Nullable Candidate twin(Candidate slow) {
        Candidate twin = new Candidate(slow.target(), slow.health(), attempts.clock());
        return twin.mayBeAsked(1) && twin.isReady() ? twin : null;
    }

    /** Whose answer is passed on. */
    void won(Candidate candidate) {
        asked = candidate;
        call.recording().answeredBy(candidate.target());
    }

    /** The answer is over: whoever lost the race for it is settled, too. */
    void settle() {
        if (race != null) {
            race.settle();
            race = null;
        }
    }

    /** Nobody else would say anything else. */
    private boolean isFinal(Refused refused) {
        return Remedy.of(refused) == Remedy.NONE && !cascade.goesOnAfter(refused);
    }

    /** Whether nobody after it is left to be asked. */
    private boolean isLast(Candidate candidate) {
        return candidates.stream()
                .skip(candidates.indexOf(candidate) + 1L)
                .noneMatch(other -> other.asked() == 0 && other.mayBeAsked(1));
    }

    private Answer spareOr(Refused refused) {
        Answer spare = cascade.spare(call);
        return spare == null ? refused : spare;
    }

    private @Nullable Candidate soonest() {
        if (made >= Attempts.MOST || call.cancellation().isCancelled()) {
            return null;
        }
        int most = model.faults().retries().max() + 1;
        return candidates.stream()
                .filter(candidate -> candidate.mayBeAsked(most))
                .min(SOONEST)
                .orElse(null);
    }

    /** Waits until the candidate may be asked, if the call has that much time. */
    private boolean awaited(Candidate candidate) {
        Duration wait = Duration.ofNanos(Math.max(0, candidate.nanosUntilReady()));
        Duration left = left();
        if (wait.isZero()) {
            return made == 0 || left.isPositive();
        }
        return wait.compareTo(Attempts.LONGEST_WAIT) <= 0
                && wait.compareTo(left) < 0
                && attempts.pause().take(wait, call.cancellation());
    }

    /** Until the model's time for the whole call, or the caller's deadline. */
    private Duration left() {
        Duration untilDeadline = Duration.between(call.recording().startedAt(), call.deadline());
        Duration total = model.timeouts().total();
        Duration whole = total.compareTo(untilDeadline) < 0 ? total : untilDeadline;
        return whole.minusNanos(call.recording().elapsedNanos());
    }

    private Answer ask(Candidate candidate, Call prepared, boolean isLast) {
        asked = candidate;
        made++;
        call.recording().routed(candidate.target());
        try {
            Call own = prepared.withTarget(candidate.target(), model.timeouts());
            Answer answer = hedges.timed(candidate, () -> cascade.ask(own, isLast, next));
            return heard(candidate, answer);
        } finally {
            candidate.left();
        }
    }

    /** One attempt, until its answer begins. Any thread may make it. */
    Answer attempt(Candidate candidate, Call prepared) {
        return Opening.await(next.proceed(prepared.withTarget(candidate.target(), model.timeouts())));
    }

    /** Notes what came of an attempt, and who may still be asked after it. */
    Answer heard(Candidate candidate, Answer answer) {
        if (answer instanceof Refused refused) {
            candidate.refused(refused);
            note(refused);
            prepare(candidate, refused);
        } else {
            candidate.succeeded();
        }
        return answer;
    }

    private void note(Refused refused) {
        if (refused.code() == ErrorCode.RATE_LIMITED) {
            limit = refused;
        } else {
            failure = refused;
        }
    }

    private void prepare(Candidate candidate, Refused refused) {
        if (cascade.goesOnAfter(refused)) {
            candidate.giveUp();
            return;
        }
        switch (Remedy.of(refused)) {
            case NONE -> {}
            case LARGER -> giveUpAllBut(candidate);
            case ANOTHER -> candidate.giveUp();
            case AGAIN -> candidate.later(backoff.after(candidate.asked(), attempts.random()));
        }
    }

    private void giveUpAllBut(Candidate small) {
        candidates.stream()
                .filter(other -> !model.faults().takesMore(other.target(), small.target()))
                .forEach(Candidate::giveUp);
    }

    private Refused failure() {
        if (call.cancellation().isCancelled()) {
            return Refused.of(ErrorCode.CANCELLED, "The caller left before the answer was complete.");
        }
        if (failure == null) {
            return limit == null ? resting() : limit;
        }
        return limit == null ? failure : both(failure, limit);
    }

    /** One deployment failed and another is at its limit: the caller can do something about neither or both. */
    private static Refused both(Refused failure, Refused limit) {
        return new Refused(
                failure.code(),
                failure.message() + " " + limit.message(),
                failure.field(),
                limit.hint(),
                limit.retryAfter(),
                failure.providerStatus());
    }

    /** Every deployment is left alone for now. */
    private Refused resting() {
        Duration soonest = candidates.stream()
                .map(candidate -> candidate.health().resting())
                .min(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        boolean limited = candidates.stream()
                .allMatch(candidate -> lastFailure(candidate).equals(ErrorCode.PROVIDER_RATE_LIMITED.wire()));
        String who = candidates.stream()
                .map(candidate -> candidate.target().name() + " (" + lastFailure(candidate) + ")")
                .collect(Collectors.joining(", "));
        return new Refused(
                limited ? ErrorCode.PROVIDER_RATE_LIMITED : ErrorCode.PROVIDER_UNAVAILABLE,
                "No deployment of model '" + model.name() + "' is asked now, after their last failures: " + who + ".",
                null,
                "Try again in " + Math.max(1, soonest.toSeconds()) + " s.",
                soonest,
                null);
    }

    private static String lastFailure(Candidate candidate) {
        DeploymentHealth.Trouble last = candidate.health().lastFailure();
        return last == null ? "none" : last.code().wire();
    }

    /** What the caller speaks. */
    Dialect caller() {
        return call.operation().payload().dialect();
    }

    /** Whether there is anybody who could go on. */
    boolean hasOthers() {
        return candidates.size() > 1;
    }

    /** Somebody who goes on after what was passed on when the stream broke; null if nobody can do so faithfully. */
    @Nullable
    Events goOn(Said said, Refused failure) {
        if (asked != null) {
            asked.refused(failure);
            asked.giveUp();
        }
        boolean may = Remedy.of(failure) != Remedy.NONE && said.canBeContinued();
        return may && call.operation() instanceof Operation.Chat chat ? goOn(said.text(), chat) : null;
    }

    /** Nobody is waited for: the caller is in the middle of an answer. */
    private @Nullable Events goOn(String said, Operation.Chat chat) {
        for (Candidate candidate = soonest(); candidate != null && candidate.isReady(); candidate = soonest()) {
            Events rest = candidate.enter() ? rest(candidate, said, chat) : null;
            if (rest != null) {
                return rest;
            }
        }
        return null;
    }

    /** The beginning is handed over where that is known to work, else the whole is made again and compared. */
    private @Nullable Events rest(Candidate candidate, String said, Operation.Chat chat) {
        boolean prefill = model.faults().traits(candidate.target()).prefill() && candidate.asked() == 1;
        Call prepared = prefill ? call.withOperation(Conversations.continued(chat, said)) : call;
        Answer answer = ask(candidate, prepared, true);
        boolean mayCompare =
                prefill && answer instanceof Refused refused && refused.code() == ErrorCode.PROVIDER_REJECTED;
        if (!mayCompare) {
            candidate.giveUp();
        }
        if (!(answer instanceof Answer.Streamed streamed)) {
            return null;
        }
        return prefill ? streamed.events() : Splice.after(said, streamed.events());
    }
}
