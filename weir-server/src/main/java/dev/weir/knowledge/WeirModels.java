package dev.weir.knowledge;

import dev.weir.knowledge.embedding.Embedder;
import dev.weir.knowledge.embedding.EmbeddingException;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Call;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Operation;
import dev.weir.spi.Provider;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The provider that needs no key: models that run in this process. {@code weir/embed} makes vectors; {@code
 * weir/extractive} answers with quoted sentences.
 */
final class WeirModels implements Provider {
    private static final Logger log = LoggerFactory.getLogger(WeirModels.class);
    static final String EMBED = "embed";
    static final String EXTRACTIVE = "extractive";

    private final EmbedModel embed;
    private final ExtractiveModel extractive;

    WeirModels(Knowledge knowledge, Embedder embedder) {
        this.embed = new EmbedModel(embedder);
        this.extractive = new ExtractiveModel(knowledge, embedder);
    }

    @Override
    public List<String> models() {
        return List.of(EMBED, EXTRACTIVE);
    }

    @Override
    public Answer call(Call call) {
        try {
            return answer(call, call.chosenTarget().model());
        } catch (RejectedExecutionException e) {
            return Refused.of(ErrorCode.OVERLOADED, "The embedding model has too much waiting. Try again in a moment.");
        } catch (EmbeddingException e) {
            log.error("The embedding model failed for {}", call.recording().id(), e);
            return Refused.of(ErrorCode.INTERNAL_ERROR, "The embedding model failed; the log says why.");
        }
    }

    private Answer answer(Call call, String model) {
        return switch (call.operation()) {
            case Operation.Embed request when model.equals(EMBED) -> embed.answer(call, request);
            case Operation.Chat request when model.equals(EXTRACTIVE) -> extractive.answer(call, request);
            case Operation.CountTokens count ->
                new Answer.Whole(count.payload().dialect(), new byte[0], List.of(), null);
            case Operation.Rerank request ->
                wrong(request.model() + " does not rerank.", "Configure a provider that does, such as Cohere.");
            case Operation.Embed request ->
                wrong(request.model() + " makes no embeddings.", "weir/embed does, at /v1/embeddings.");
            case Operation.Moderate request ->
                wrong(
                        request.model() + " does not moderate.",
                        "Use a model that moderates, such as omni-moderation-latest.");
            case Operation.Chat request ->
                wrong(request.model() + " does not chat.", "weir/extractive does, with knowledge to quote from.");
        };
    }

    private static Refused wrong(String message, String hint) {
        return Refused.of(ErrorCode.INVALID_REQUEST, message + " " + hint, "model", hint);
    }
}
