package dev.weir.metering;

import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.pipeline.FinishingEvents;
import dev.weir.pipeline.Foretold;
import dev.weir.pipeline.Stage;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.AttemptId;
import dev.weir.spi.Call;
import dev.weir.spi.Delta;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import dev.weir.spi.Money;
import dev.weir.spi.Operation;
import dev.weir.spi.Usage;
import dev.weir.store.Journal;
import dev.weir.store.JournalRecord.AttemptIntent;
import dev.weir.store.StorageException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stands around every attempt: its intent is in the journal before the request leaves, and the reply's end is passed
 * on only when the intent is on the disk. What the attempt used is read from the reply, or counted where the reply
 * broke off, and priced.
 */
final class MeteringStage implements Stage {
    private final Journal journal;
    private final PriceList prices;
    private final TokenEstimator tokens;
    private final Purse purse;
    private final IdSource ids;
    private final Clock clock;
    private final InputBounds bounds;

    MeteringStage(Journal journal, PriceList prices, TokenEstimator tokens, Purse purse, IdSource ids, Clock clock) {
        this.journal = journal;
        this.prices = prices;
        this.tokens = tokens;
        this.purse = purse;
        this.ids = ids;
        this.clock = clock;
        this.bounds = new InputBounds(tokens);
    }

    @Override
    public Answer handle(Call call, Next next) {
        if (call.operation() instanceof Operation.CountTokens count) {
            return counted(call, count, next.proceed(call));
        }
        try {
            return meter(call, next);
        } catch (StorageException e) {
            return Refused.of(
                    ErrorCode.STORAGE_UNAVAILABLE, e.getMessage() + " No call is made that cannot be metered.");
        }
    }

    /** To count costs nothing; where the provider does not, Weir does. */
    private Answer counted(Call call, Operation.CountTokens count, Answer answer) {
        if (!(answer instanceof Answer.Whole whole) || whole.usage() != null) {
            return answer;
        }
        long estimate = tokens.count(call.chosenTarget().model(), count.messages());
        return new Answer.Whole(whole.dialect(), whole.json(), List.of(), Usage.estimate(estimate, 0));
    }

    private Answer meter(Call call, Next next) {
        Price price = price(call);
        Worst worst = worst(call.operation(), bounds.roughly(call), price);
        if (purse.isTight(call, worst)) {
            worst = worst(call.operation(), bounds.of(call), price);
        }
        return switch (purse.hold(call, worst)) {
            case Purse.Denied(Refused refusal) -> refusal;
            case Purse.Held held -> meter(call, next, begin(call, price, worst.cost(), held));
        };
    }

    static Worst worst(Operation operation, InputBounds.Found input, @Nullable Price price) {
        Usage most = WorstCase.of(operation, input.tokens());
        return new Worst(
                most.inputTokens(),
                input.bound(),
                most.outputTokens(),
                price == null ? null : price.most(most),
                price == null ? null : price.currency());
    }

    private static Answer meter(Call call, Next next, Metered metered) {
        Answer answer;
        try {
            answer = next.proceed(call);
        } catch (RuntimeException | Error bug) {
            metered.settle(Usage.NONE, ErrorCode.INTERNAL_ERROR);
            throw bug;
        }
        return switch (answer) {
            case Answer.Whole whole -> {
                metered.seen(whole.deltas(), whole.usage());
                metered.settle(null);
                metered.awaitSynced();
                yield whole;
            }
            case Refused refused -> {
                metered.refused(refused);
                yield refused;
            }
            case Answer.Streamed streamed -> new Answer.Streamed(new MeteredEvents(streamed.events(), metered));
        };
    }

    private @Nullable Price price(Call call) {
        Price usual = prices.price(call.chosenTarget(), call.recording().startedAt());
        return usual == null || !Foretold.isDue()
                ? usual
                : usual.share(Foretold.NOW.get().priceShare());
    }

    private Metered begin(Call call, @Nullable Price price, @Nullable Money worst, Purse.Held held) {
        AttemptId id = new AttemptId(ids.next(AttemptId.PREFIX));
        AttemptIntent intent = new AttemptIntent(
                id,
                call.recording().id(),
                call.principal().project(),
                call.principal().key(),
                clock.instant(),
                call.operation().model(),
                call.chosenTarget(),
                worst,
                price == null ? null : price.currency(),
                call.options().tags());
        try {
            return new Metered(call, id, price, tokens, journal.append(intent), journal, held);
        } catch (RuntimeException e) {
            held.settle(Money.ZERO);
            throw e;
        }
    }

    /** A stream on its way out. */
    private static final class MeteredEvents extends FinishingEvents {
        private final Metered metered;
        private @Nullable ErrorCode failure;

        MeteredEvents(Events source, Metered metered) {
            super(source);
            this.metered = metered;
        }

        @Override
        protected Event seen(Event event) {
            switch (event) {
                case Event.Chunk chunk -> metered.seen(chunk.deltas(), chunk.usage());
                case Event.Failed failed -> failure = failed.refusal().code();
            }
            return event;
        }

        @Override
        protected void finished(Ending ending) {
            switch (ending) {
                case COMPLETE -> {
                    metered.settle(null);
                    metered.awaitSynced();
                }
                case FAILED -> metered.settle(failure);
                case CLOSED -> metered.settle(ErrorCode.CANCELLED);
            }
        }
    }

    /** Whether a delta is something the provider charges for. */
    static boolean isContent(Delta delta) {
        return !delta.text().isEmpty() || !delta.reasoning().isEmpty() || delta.toolCall() != null;
    }
}
