package dev.weir.metering;

import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Attempt;
import dev.weir.spi.AttemptId;
import dev.weir.spi.Call;
import dev.weir.spi.Delta;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Money;
import dev.weir.spi.Usage;
import dev.weir.store.Journal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One attempt while it runs: gathers what is needed to settle it, once. */
final class Metered {
    private final Call call;
    private final AttemptId id;
    private final @Nullable Price price;
    private final TokenEstimator tokens;
    private final long position;
    private final Journal journal;
    private final Purse.Held held;
    private final long startNanos;
    private final StringBuilder produced = new StringBuilder();
    private @Nullable Usage usage;
    private long firstTokenNanos = -1;

    Metered(
            Call call,
            AttemptId id,
            @Nullable Price price,
            TokenEstimator tokens,
            long position,
            Journal journal,
            Purse.Held held) {
        this.call = call;
        this.id = id;
        this.price = price;
        this.tokens = tokens;
        this.position = position;
        this.journal = journal;
        this.held = held;
        this.startNanos = call.recording().elapsedNanos();
    }

    void seen(List<Delta> deltas, @Nullable Usage stated) {
        usage = stated == null ? usage : stated;
        for (Delta delta : deltas) {
            if (firstTokenNanos < 0 && MeteringStage.isContent(delta)) {
                firstTokenNanos = call.recording().elapsedNanos() - startNanos;
            }
            produced.append(delta.text()).append(delta.reasoning());
            if (delta.toolCall() != null) {
                produced.append(delta.toolCall().arguments());
            }
        }
    }

    /** A caller who left has cost what the provider had read by then; any other refusal costs nothing. */
    void refused(Refused refused) {
        settle(refused.code() == ErrorCode.CANCELLED ? estimate() : Usage.NONE, refused.code());
    }

    /** An attempt that failed before it produced anything costs nothing. */
    void settle(@Nullable ErrorCode error) {
        settle(used(error), error);
    }

    /** Texts are only counted where the provider did not say: that takes longer than all else here. */
    private Usage used(@Nullable ErrorCode error) {
        if (usage != null) {
            return usage.estimated() ? completed(usage) : usage;
        }
        boolean nothing = error != null && error != ErrorCode.CANCELLED && produced.isEmpty();
        return nothing ? Usage.NONE : estimate();
    }

    void settle(Usage used, @Nullable ErrorCode error) {
        Money cost = price == null ? null : price.cost(used);
        held.settle(cost);
        call.recording()
                .attempted(new Attempt(
                        id,
                        call.chosenTarget(),
                        error == null ? null : word(error),
                        used,
                        cost,
                        price == null ? null : price.currency(),
                        price == null ? null : price.text(),
                        startNanos,
                        call.recording().elapsedNanos() - startNanos,
                        firstTokenNanos));
    }

    /** Nobody waits for it any more, because the caller left or because another attempt was quicker. */
    private String word(ErrorCode error) {
        return error == ErrorCode.CANCELLED ? call.cancellation().reason() : error.wire();
    }

    /** The provider stated the input, and the stream ended before it stated the output. */
    private Usage completed(Usage begun) {
        return begun.toBuilder()
                .outputTokens(estimate().outputTokens())
                .reasoningTokens(0)
                .audioOutputTokens(0)
                .estimated(true)
                .build();
    }

    private Usage estimate() {
        String model = call.chosenTarget().model();
        long input = tokens.count(model, call.operation());
        return Usage.estimate(input, produced.isEmpty() ? 0 : tokens.count(model, produced.toString()));
    }

    void awaitSynced() {
        journal.awaitSynced(position);
    }
}
