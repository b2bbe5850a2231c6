package dev.weir.metering;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import dev.weir.spi.Message;
import dev.weir.spi.Operation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Counts tokens where the provider did not say. OpenAI's models are counted with their own encodings, which are loaded
 * when they are first needed (some 10 MB each); for others, whose tokenizers are not public or not here, four bytes are
 * taken for a token. What it says is an estimate either way: providers add tokens of their own. Thread-safe.
 */
public final class TokenEstimator {
    private static final int BYTES_PER_TOKEN = 4;
    /** More than any limit lets through. */
    private static final long MOST = 1_000_000_000_000L;
    /** What OpenAI's cookbook gives for the frame around each message, and for the start of the reply. */
    private static final int PER_MESSAGE = 4;

    private static final int PER_REPLY = 3;
    private static final Pattern O200K =
            Pattern.compile("^(gpt-4o|chatgpt-4o|gpt-4\\.1|gpt-4\\.5|gpt-5|gpt-oss|o[1-9]|codex).*");
    private static final Pattern CL100K = Pattern.compile("^(gpt-4|gpt-3\\.5|gpt-35|text-embedding-).*");

    private final EncodingRegistry encodings = Encodings.newLazyEncodingRegistry();

    /** Tokens of a text. */
    public long count(String model, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            return 0;
        }
        return encoding(model)
                .map(encoding -> (long) encoding.countTokensOrdinary(text))
                .orElseGet(() -> perBytes(text.getBytes(StandardCharsets.UTF_8).length));
    }

    /** Tokens of a conversation, with the frame around its messages. */
    public long count(String model, List<Message> messages) {
        long sum = PER_REPLY;
        for (Message message : messages) {
            sum += PER_MESSAGE + count(model, message.text());
        }
        return sum;
    }

    /** Tokens of a question and of each text that it is compared with: the question is read anew with every text. */
    public long count(String model, Operation.Rerank rerank) {
        long sum = count(model, rerank.query()) * rerank.documents().size();
        for (String document : rerank.documents()) {
            sum += count(model, document);
        }
        return sum;
    }

    /** Tokens that a call asks a model to read. */
    public long count(String model, Operation operation) {
        return switch (operation) {
            case Operation.Chat chat -> count(model, chat.messages());
            case Operation.CountTokens count -> count(model, count.messages());
            case Operation.Moderate moderate -> countAll(model, moderate.input());
            case Operation.Rerank rerank -> count(model, rerank);
            case Operation.Embed embed -> countAll(model, embed.input());
        };
    }

    private long countAll(String model, List<String> texts) {
        return texts.stream().mapToLong(text -> count(model, text)).sum();
    }

    /** What a call may use, as far as can be told before it is routed: what it reads, and all that it may write. */
    public long expected(Operation operation) {
        if (operation instanceof Operation.CountTokens) {
            return 0;
        }
        return count(operation.model(), operation) + Math.min(WorstCase.output(operation), MOST);
    }

    /** No less than {@link #expected}: no text has more tokens than bytes, nor a message's frame than its JSON. */
    public long expectedAtMost(Operation operation) {
        if (operation instanceof Operation.CountTokens || operation instanceof Operation.Rerank) {
            // A question is counted with each document, which its bytes do not tell; few are long.
            return expected(operation);
        }
        return PER_REPLY + operation.payload().json().length + Math.min(WorstCase.output(operation), MOST);
    }

    private static long perBytes(long bytes) {
        return Math.ceilDiv(bytes, BYTES_PER_TOKEN);
    }

    /** The encoding of a model whose tokenizer is public. */
    Optional<Encoding> encoding(String model) {
        String name = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        if (O200K.matcher(name).matches()) {
            return Optional.of(encodings.getEncoding(EncodingType.O200K_BASE));
        }
        return CL100K.matcher(name).matches()
                ? Optional.of(encodings.getEncoding(EncodingType.CL100K_BASE))
                : Optional.empty();
    }
}
