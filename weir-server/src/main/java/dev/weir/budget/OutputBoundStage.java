package dev.weir.budget;

import dev.weir.budget.BudgetBook.Bound;
import dev.weir.dialect.OutputBound;
import dev.weir.pipeline.Stage;
import dev.weir.spi.Answer;
import dev.weir.spi.Call;
import dev.weir.spi.Operation;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Bounds the output of calls under a budget whose callers did not: a call without a bound would have to reserve all that
 * its model can say.
 */
final class OutputBoundStage implements Stage {
    private final Function<Call, List<Bound>> budgets;
    private final long tokens;

    OutputBoundStage(Function<Call, List<Bound>> budgets, long tokens) {
        this.budgets = budgets;
        this.tokens = tokens;
    }

    @Override
    public Answer handle(Call call, Next next) {
        if (!(call.operation() instanceof Operation.Chat chat)
                || chat.maxOutputTokens() != null
                || budgets.apply(call).isEmpty()) {
            return next.proceed(call);
        }
        call.recording().span("output bound", call.recording().elapsedNanos(), Map.of("tokens", Long.toString(tokens)));
        return next.proceed(call.withOperation(OutputBound.of(chat, tokens)));
    }
}
