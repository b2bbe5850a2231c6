package dev.weir.routing;

import dev.weir.pipeline.Stage;
import dev.weir.spi.Answer;
import dev.weir.spi.Call;
import dev.weir.spi.Operation;
import java.util.Map;

/** Makes a call for an alias a call for its model, before anything goes by the model's name. The trace shows both. */
final class AliasStage implements Stage {
    private final Models models;

    AliasStage(Models models) {
        this.models = models;
    }

    @Override
    public Answer handle(Call call, Next next) {
        String asked = call.operation().model();
        String meant = models.meant(asked);
        if (meant.equals(asked)) {
            return next.proceed(call);
        }
        call.recording().span("alias", call.recording().elapsedNanos(), Map.of("alias", asked, "model", meant));
        return next.proceed(call.withOperation(of(meant, call.operation())));
    }

    private static Operation of(String model, Operation operation) {
        return switch (operation) {
            case Operation.Chat chat ->
                new Operation.Chat(
                        model,
                        chat.messages(),
                        chat.stream(),
                        chat.includeUsage(),
                        chat.maxOutputTokens(),
                        chat.payload(),
                        chat.begun());
            case Operation.CountTokens count -> new Operation.CountTokens(model, count.messages(), count.payload());
            case Operation.Moderate moderate -> new Operation.Moderate(model, moderate.input(), moderate.payload());
            case Operation.Embed embed ->
                new Operation.Embed(model, embed.input(), embed.dimensions(), embed.base64(), embed.payload());
            case Operation.Rerank rerank ->
                new Operation.Rerank(model, rerank.query(), rerank.documents(), rerank.topN(), rerank.payload());
        };
    }
}
