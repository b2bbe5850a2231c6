package dev.weir.trace;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.weir.spi.AnswerContent;
import dev.weir.spi.Attempt;
import dev.weir.spi.Cached;
import dev.weir.spi.Citation;
import dev.weir.spi.Exchange;
import dev.weir.spi.Money;
import dev.weir.spi.Passage;
import dev.weir.spi.Span;
import dev.weir.spi.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An exchange as the API shows it. A list leaves out what only the whole trace has. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ExchangeView(
        String id,
        Instant time,
        String operation,
        boolean stream,
        String model,
        @Nullable String deployment,
        String status,
        @Nullable String error,
        @Nullable String errorMessage,
        @Nullable String finishReason,
        Usage usage,
        @Nullable String cost,
        @Nullable String costCurrency,
        double durationMs,
        @Nullable Double firstTokenMs,
        String key,
        @Nullable CacheView cache,
        @Nullable Boolean erased,
        @Nullable List<AttemptView> attempts,
        @Nullable List<SpanView> spans,
        @Nullable List<Passage> passages,
        @Nullable List<Citation> citations,
        @Nullable Double confidence,
        @Nullable Map<String, String> tags,
        @JsonRawValue @Nullable String request,
        @Nullable List<AnswerContent.Choice> messages) {

    record Page(
            List<ExchangeView> data,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            String next) {}

    record SpanView(String name, double startMs, double durationMs, Map<String, String> attributes) {
        static SpanView of(Span span) {
            return new SpanView(span.name(), ms(span.startNanos()), ms(span.durationNanos()), span.attributes());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AttemptView(
            String id,
            String deployment,
            @Nullable String error,
            Usage usage,
            @Nullable String cost,
            @Nullable String costCurrency,
            @Nullable String price,
            double startMs,
            double durationMs,
            @Nullable Double firstTokenMs) {
        static AttemptView of(Attempt attempt) {
            return new AttemptView(
                    attempt.id().value(),
                    attempt.target().name(),
                    attempt.error(),
                    attempt.usage(),
                    display(attempt.cost()),
                    attempt.currency(),
                    attempt.price(),
                    ms(attempt.startNanos()),
                    ms(attempt.durationNanos()),
                    attempt.firstTokenNanos() < 0 ? null : (Double) ms(attempt.firstTokenNanos()));
        }
    }

    /** Where the answer came from if the cache had a part in it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CacheView(
            String outcome,
            String source,
            @Nullable String charge,
            @Nullable String chargeCurrency) {
        static @Nullable CacheView of(@Nullable Cached cached) {
            return cached == null
                    ? null
                    : new CacheView(
                            cached.outcome().wire(),
                            cached.source().value(),
                            display(cached.charge()),
                            cached.currency());
        }
    }

    static Page page(ExchangePage page) {
        return new Page(
                page.exchanges().stream()
                        .map(summary -> of(new FoundExchange(summary, null, false)))
                        .toList(),
                page.next());
    }

    static ExchangeView of(FoundExchange found) {
        ExchangeSummary summary = found.summary();
        Exchange whole = found.exchange();
        return new ExchangeView(
                summary.id(),
                summary.time(),
                summary.operation(),
                summary.stream(),
                summary.model(),
                summary.deployment(),
                summary.status(),
                summary.error(),
                whole == null ? null : whole.errorMessage(),
                summary.finishReason(),
                whole == null ? summary.usage() : whole.usage(),
                display(summary.cost()),
                summary.currency(),
                summary.durationMicros() / 1e3,
                summary.firstTokenMicros() == null ? null : (Double) (summary.firstTokenMicros() / 1e3),
                summary.key(),
                CacheView.of(summary.cached()),
                found.erased() ? true : null,
                whole == null
                        ? null
                        : whole.attempts().stream().map(AttemptView::of).toList(),
                whole == null ? null : whole.spans().stream().map(SpanView::of).toList(),
                whole == null ? null : whole.passages(),
                whole == null ? null : whole.citations(),
                whole == null ? null : whole.confidence(),
                whole == null ? null : whole.tags(),
                whole == null || whole.request().length == 0
                        ? null
                        : new String(whole.request(), StandardCharsets.UTF_8),
                whole == null ? null : whole.answer().choices());
    }

    private static @Nullable String display(@Nullable Money cost) {
        return cost == null ? null : cost.display();
    }

    private static double ms(long nanos) {
        return nanos / 1_000 / 1e3;
    }
}
