package dev.weir.trace;

import dev.weir.spi.AnswerContent;
import dev.weir.spi.Attempt;
import dev.weir.spi.Exchange;
import dev.weir.spi.Span;
import dev.weir.spi.Status;
import dev.weir.spi.TraceContext;
import dev.weir.spi.Usage;
import dev.weir.telemetry.otlp.OtlpSpan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An exchange as spans, with the names of OpenTelemetry's semantic conventions for generative AI: a server span for the
 * call, a client span for each attempt, internal ones for Weir's own steps.
 */
final class ExchangeSpans {
    private final Exchange exchange;
    private final TraceContext context;
    private final long start;

    ExchangeSpans(Exchange exchange, TraceContext context) {
        this.exchange = exchange;
        this.context = context;
        this.start = exchange.startedAt().getEpochSecond() * 1_000_000_000L
                + exchange.startedAt().getNano();
    }

    /**
     * @param content whether the text of request and answer goes along
     */
    List<OtlpSpan> make(boolean content) {
        List<OtlpSpan> spans = new ArrayList<>();
        spans.add(whole(content));
        for (Attempt attempt : exchange.attempts()) {
            spans.add(attempt(attempt));
        }
        for (int i = 0; i < exchange.spans().size(); i++) {
            spans.add(step(exchange.spans().get(i), i));
        }
        return spans;
    }

    private OtlpSpan whole(boolean content) {
        Map<String, Object> attributes = new HashMap<>();
        attributes.put("gen_ai.operation.name", operation());
        attributes.put("gen_ai.request.model", exchange.model());
        attributes.put("gen_ai.request.stream", exchange.stream());
        put(attributes, exchange.usage());
        if (exchange.target() != null) {
            attributes.put("gen_ai.provider.name", exchange.target().provider());
            attributes.put("gen_ai.response.model", exchange.target().model());
        }
        if (exchange.finishReason() != null) {
            attributes.put("gen_ai.response.finish_reasons", finishReasons());
        }
        if (exchange.stream() && exchange.firstTokenNanos() >= 0) {
            attributes.put("gen_ai.response.time_to_first_chunk", exchange.firstTokenNanos() / 1e9);
        }
        put(attributes, "error.type", exchange.error());
        attributes.put("weir.exchange.id", exchange.id().value());
        attributes.put("weir.project.id", exchange.project().value());
        attributes.put("weir.key.id", exchange.key().value());
        attributes.put("weir.request.id", exchange.requestId());
        if (exchange.cost() != null) {
            attributes.put("weir.cost", exchange.cost().display());
            put(attributes, "weir.cost.currency", exchange.currency());
        }
        if (content) {
            GenAiMessages.add(attributes, exchange);
        }
        return new OtlpSpan(
                context.traceId(),
                context.spanId(),
                context.parentId(),
                context.state(),
                operation() + " " + exchange.model(),
                OtlpSpan.Kind.SERVER,
                start,
                start + exchange.durationNanos(),
                attributes,
                exchange.status() == Status.OK ? null : Objects.requireNonNullElse(exchange.errorMessage(), ""));
    }

    private List<String> finishReasons() {
        return exchange.answer().choices().stream()
                .map(AnswerContent.Choice::finishReason)
                .filter(Objects::nonNull)
                .toList();
    }

    private OtlpSpan attempt(Attempt attempt) {
        Map<String, Object> attributes = new HashMap<>();
        attributes.put("gen_ai.operation.name", operation());
        attributes.put("gen_ai.provider.name", attempt.target().provider());
        attributes.put("gen_ai.request.model", attempt.target().model());
        put(attributes, attempt.usage());
        if (exchange.stream() && attempt.firstTokenNanos() >= 0) {
            attributes.put("gen_ai.response.time_to_first_chunk", attempt.firstTokenNanos() / 1e9);
        }
        put(attributes, "error.type", attempt.error());
        attributes.put("weir.attempt.id", attempt.id().value());
        return child(
                attempt.id().value(),
                operation() + " " + attempt.target().model(),
                OtlpSpan.Kind.CLIENT,
                attempt.startNanos(),
                attempt.durationNanos(),
                attributes,
                attempt.error());
    }

    private OtlpSpan step(Span span, int number) {
        return child(
                span.name() + number,
                span.name(),
                OtlpSpan.Kind.INTERNAL,
                span.startNanos(),
                span.durationNanos(),
                new HashMap<>(span.attributes()),
                null);
    }

    private OtlpSpan child(
            String seed,
            String name,
            OtlpSpan.Kind kind,
            long from,
            long duration,
            Map<String, Object> attributes,
            @Nullable String error) {
        return new OtlpSpan(
                context.traceId(),
                id(seed),
                context.spanId(),
                context.state(),
                name,
                kind,
                start + from,
                start + from + duration,
                attributes,
                error);
    }

    /** Different within the exchange, and the same whenever it is made. FNV-1a with 64 bits, and its own span's id. */
    private String id(String seed) {
        long hash = 0xcbf29ce484222325L ^ HexFormat.fromHexDigitsToLong(context.spanId());
        for (int i = 0; i < seed.length(); i++) {
            hash = (hash ^ seed.charAt(i)) * 0x100000001b3L;
        }
        return HexFormat.of().toHexDigits(hash == 0 ? 1 : hash);
    }

    private String operation() {
        return exchange.operation().equals("embed") ? "embeddings" : exchange.operation();
    }

    private static void put(Map<String, Object> attributes, Usage usage) {
        attributes.put("gen_ai.usage.input_tokens", usage.inputTokens());
        attributes.put("gen_ai.usage.output_tokens", usage.outputTokens());
        positive(attributes, "gen_ai.usage.cache_read.input_tokens", usage.cachedInputTokens());
        positive(attributes, "gen_ai.usage.cache_creation.input_tokens", usage.cacheWriteTokens());
        positive(attributes, "gen_ai.usage.reasoning.output_tokens", usage.reasoningTokens());
        if (usage.estimated()) {
            attributes.put("weir.usage.estimated", true);
        }
    }

    private static void positive(Map<String, Object> attributes, String name, long tokens) {
        if (tokens > 0) {
            attributes.put(name, tokens);
        }
    }

    private static void put(Map<String, Object> attributes, String name, @Nullable String value) {
        if (value != null) {
            attributes.put(name, value);
        }
    }
}
