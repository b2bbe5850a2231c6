package dev.weir.limits;

import dev.weir.dialect.UserField;
import dev.weir.http.Refusal;
import dev.weir.kernel.Clock;
import dev.weir.pipeline.FinishingEvents;
import dev.weir.pipeline.Foretold;
import dev.weir.pipeline.Gateway;
import dev.weir.spi.Answer;
import dev.weir.spi.Call;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import dev.weir.telemetry.Metrics;
import dev.weir.tenancy.Applied;
import dev.weir.tenancy.CallLimits;
import dev.weir.tenancy.LimitTable;
import dev.weir.tenancy.Scope;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Stands between the faces and the pipeline: a call that a limit has no room for ends here with a {@link Refusal} and
 * makes no exchange. What it is expected to use is taken when it begins, and put right when its answer is over, however
 * it ends. Its answer's headers are told to the call's recording. Thread-safe.
 */
final class RateGate implements Gateway {
    /** The tag of calls that a batch makes. */
    private static final String BATCH = "weir.batch";
    /** Tokens of a prompt and its answer that are counted as fast as it is found out whether they have to be. */
    private static final long QUICKLY_COUNTED = 8_192;

    private final Gateway inside;
    private final LimitTable table;
    private final Rates book;
    private final UnaryOperator<String> models;
    private final RateRoom.Expected expected;
    private final Metrics metrics;
    private final Clock clock;
    private final SlowDown slowDown;

    /**
     * @param models the model that a name stands for
     */
    RateGate(
            Gateway inside,
            LimitTable table,
            Rates book,
            UnaryOperator<String> models,
            RateRoom.Expected expected,
            Metrics metrics,
            Clock clock,
            SlowDown slowDown) {
        this.slowDown = slowDown;
        this.metrics = metrics;
        this.inside = inside;
        this.table = table;
        this.book = book;
        this.models = models;
        this.expected = expected;
        this.clock = clock;
    }

    /**
     * @throws Refusal if a limit is reached, or the key is slowed down and the call cannot wait
     */
    @Override
    public Answer call(Call call) {
        List<Applied> limits = limits(call);
        if (Foretold.NOW.isBound()) {
            return limits.isEmpty() ? inside.call(call) : foretold(call, limits);
        }
        slowDown.pass(call);
        Answer answer = limits.isEmpty() ? inside.call(call) : limited(call, limits);
        if (answer instanceof Answer.Refused refused && refused.code() == ErrorCode.INSUFFICIENT_QUOTA) {
            violated(call);
        }
        return answer;
    }

    /** Lines of a batch are made again by Weir itself: that is no conduct of their key's. */
    private void violated(Call call) {
        if (!call.options().tags().containsKey(BATCH)) {
            slowDown.violated(call.principal().key());
        }
    }

    private List<Applied> limits(Call call) {
        Map<String, String> tags = call.options().tags();
        String model = models.apply(call.operation().model());
        List<Applied> all = table.applied(call.principal(), tags.get(UserField.TAG), model, tags);
        return all.isEmpty() ? all : all.stream().filter(RateGate::isCounted).toList();
    }

    private static boolean isCounted(Applied applied) {
        CallLimits limits = applied.limits();
        Scope scope = applied.subject().scope();
        boolean inProgress = limits.concurrency() != null && scope != Scope.KEY && scope != Scope.PROJECT;
        return inProgress || limits.rpm() != null || countsTokens(applied);
    }

    private static boolean countsTokens(Applied applied) {
        return applied.limits().tpm() != null || applied.limits().tokensPerDay() != null;
    }

    /** Its provider has answered already, as from a batch: that is only to be counted. */
    private Answer foretold(Call call, List<Applied> limits) {
        try {
            return inside.call(call);
        } finally {
            book.spend(limits, used(call));
        }
    }

    private Answer limited(Call call, List<Applied> limits) {
        RateBook.Taken hold = switch (book.take(limits, wanted(call, limits))) {
            case RateBook.Taken taken -> taken;
            case RateBook.Outcome.Reached reached -> throw refusal(call, reached);
        };
        headers(call, hold.standing()).forEach(call.recording()::tell);
        Answer answer;
        try {
            answer = inside.call(call);
        } catch (RuntimeException | Error bug) {
            hold.settle(used(call));
            throw bug;
        }
        return switch (answer) {
            case Answer.Streamed streamed -> new Answer.Streamed(new Held(streamed.events(), call, hold));
            case Answer.Whole whole -> {
                hold.settle(used(call));
                yield whole;
            }
            case Answer.Refused refused -> {
                hold.settle(used(call));
                yield refused;
            }
        };
    }

    private long wanted(Call call, List<Applied> limits) {
        if (limits.stream().noneMatch(RateGate::countsTokens)) {
            return 0;
        }
        long most = expected.atMost().applyAsLong(call);
        return most > QUICKLY_COUNTED && book.isRoomy(limits, most)
                ? most
                : expected.counted().applyAsLong(call);
    }

    private Refusal refusal(Call call, RateBook.Outcome.Reached reached) {
        violated(call);
        metrics.limited(
                reached.by().subject().scope().wire(), reached.full().kind().wire());
        return new Refusal(RateWords.refused(reached, call.principal()), headers(call, reached.standing()));
    }

    private Map<String, String> headers(Call call, Standing standing) {
        return RateHeaders.of(standing, call.operation().payload().dialect(), clock.instant());
    }

    private static long used(Call call) {
        return call.recording().usage().totalTokens();
    }

    /** A stream that is not over yet. */
    private static final class Held extends FinishingEvents {
        private final Call call;
        private final RateBook.Taken hold;

        Held(Events source, Call call, RateBook.Taken hold) {
            super(source);
            this.call = call;
            this.hold = hold;
        }

        @Override
        protected Event seen(Event event) {
            return event;
        }

        @Override
        protected void finished(Ending ending) {
            hold.settle(used(call));
        }
    }
}
