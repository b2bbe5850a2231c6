package dev.weir.knowledge;

import dev.weir.dialect.OpenAiEmbeddings;
import dev.weir.knowledge.embedding.Embedder;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Call;
import dev.weir.spi.Dialect;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Operation;
import dev.weir.spi.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code weir/embed}: 384 numbers for a text, of which the first 256 tokens are read and counted. */
final class EmbedModel {
    /** As many texts as OpenAI takes in one request. */
    private static final int MOST_TEXTS = 2048;

    /** Texts between two looks at whether the caller is still there. */
    private static final int AT_ONCE = 16;

    /** The two tokens that frame every text. */
    private static final int FRAME = 2;

    private final Embedder embedder;

    EmbedModel(Embedder embedder) {
        this.embedder = embedder;
    }

    Answer answer(Call call, Operation.Embed request) {
        Refused refused = check(request);
        return refused == null ? vectors(call, request) : refused;
    }

    private static @Nullable Refused check(Operation.Embed request) {
        if (request.input().isEmpty()) {
            return wrong(
                    "input",
                    request.model() + " reads text, not another model's token ids.",
                    "Send 'input' as a string or a list of strings.");
        }
        if (request.input().size() > MOST_TEXTS) {
            return wrong(
                    "input",
                    "'input' has " + request.input().size() + " texts; " + MOST_TEXTS + " go into one request.",
                    "Send several requests.");
        }
        int empty = request.input().stream().map(String::isBlank).toList().indexOf(true);
        if (empty >= 0) {
            return wrong("input[" + empty + "]", "'input[" + empty + "]' is empty.", "Leave it out.");
        }
        Integer dimensions = request.dimensions();
        if (dimensions != null && dimensions != Embedder.DIMENSIONS) {
            return wrong(
                    "dimensions",
                    request.model() + " makes vectors of " + Embedder.DIMENSIONS + " numbers, not " + dimensions + ".",
                    "Leave 'dimensions' out.");
        }
        return null;
    }

    private static Refused wrong(String field, String message, String hint) {
        return Refused.of(ErrorCode.INVALID_REQUEST, message, field, hint);
    }

    private Answer vectors(Call call, Operation.Embed request) {
        List<String> texts = request.input();
        List<float[]> vectors = new ArrayList<>();
        long tokens = 0;
        for (int from = 0; from < texts.size(); from += AT_ONCE) {
            if (call.cancellation().isCancelled()) {
                return Refused.of(ErrorCode.CANCELLED, "The caller left.");
            }
            List<String> some = texts.subList(from, Math.min(texts.size(), from + AT_ONCE));
            vectors.addAll(embedder.embedAll(some));
            tokens += some.stream().mapToLong(this::tokens).sum();
        }
        Usage usage = Usage.of(tokens, 0);
        byte[] json = OpenAiEmbeddings.writeAnswer(vectors, request.model(), request.base64(), usage);
        return new Answer.Whole(Dialect.OPENAI_EMBEDDINGS, json, List.of(), usage);
    }

    private long tokens(String text) {
        return Math.min(embedder.model().maxTokens(), embedder.countTokens(text) + FRAME);
    }
}
