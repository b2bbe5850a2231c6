package dev.weir.spi;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call and its answer when both are over: what the journal keeps.
 *
 * @param model the public name that was asked for
 * @param target the deployment that gave the answer, or the last one tried
 * @param error the wire name of the error code, unless {@code status} is OK
 * @param firstTokenNanos since the exchange began, -1 if no content came
 * @param cost the sum of all attempts; null if none had a price
 * @param request the request body as the guardrails left it
 * @param answer the answer's content
 * @param cached what the cache did; null if it had no part in the call
 */
public record Exchange(
        ExchangeId id,
        ProjectId project,
        KeyId key,
        String requestId,
        Instant startedAt,
        String operation,
        boolean stream,
        String model,
        @Nullable Target target,
        Status status,
        @Nullable String error,
        @Nullable String errorMessage,
        @Nullable String finishReason,
        Usage usage,
        @Nullable Money cost,
        @Nullable String currency,
        long durationNanos,
        long firstTokenNanos,
        List<Attempt> attempts,
        List<Span> spans,
        List<Passage> passages,
        List<Citation> citations,
        @Nullable Double confidence,
        Map<String, String> tags,
        byte[] request,
        AnswerContent answer,
        @Nullable Cached cached) {
    public Exchange {
        attempts = List.copyOf(attempts);
        spans = List.copyOf(spans);
        passages = List.copyOf(passages);
        citations = List.copyOf(citations);
        tags = Map.copyOf(tags);
    }
}
