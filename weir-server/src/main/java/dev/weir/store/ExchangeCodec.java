package dev.weir.store;

import dev.weir.spi.Attempt;
import dev.weir.spi.AttemptId;
import dev.weir.spi.Cached;
import dev.weir.spi.Exchange;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.KeyId;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Span;
import dev.weir.spi.Status;
import dev.weir.spi.Target;
import dev.weir.spi.Usage;

/**
 * The readable part of an exchange: who, when, what model, how long, how much. Statuses are written as a number of
 * their own, so that the enum's order may change.
 */
final class ExchangeCodec {
    private static final int ESTIMATED = 1;
    private static final int SEARCHES = 2;
    private static final int CACHED_AUDIO = 4;
    private static final int HOUR_WRITES = 8;
    /** The version of the form that first told of the cache. */
    private static final int CACHED_SINCE = 2;

    private ExchangeCodec() {}

    static void write(RecordOutput out, Exchange exchange) {
        out.text(exchange.id().value())
                .text(exchange.project().value())
                .text(exchange.key().value())
                .text(exchange.requestId())
                .instant(exchange.startedAt())
                .text(exchange.operation())
                .flag(exchange.stream())
                .text(exchange.model())
                .optional(exchange.target(), ExchangeCodec::target)
                .octet(number(exchange.status()))
                .optionalText(exchange.error())
                .optionalText(exchange.finishReason());
        usage(out, exchange.usage());
        out.optional(exchange.cost(), RecordOutput::money)
                .optionalText(exchange.currency())
                .count(exchange.durationNanos())
                .number(exchange.firstTokenNanos())
                .list(exchange.attempts(), ExchangeCodec::attempt)
                .list(exchange.spans(), ExchangeCodec::span)
                .optional(exchange.confidence(), RecordOutput::decimal)
                .texts(exchange.tags())
                .optional(exchange.cached(), ExchangeCodec::cached);
    }

    /** Reads the exchange and joins it with its content. The order of arguments is the order of the bytes. */
    static Exchange read(RecordInput in, int version, ContentSource content) {
        ExchangeId id = new ExchangeId(in.text());
        ProjectId project = new ProjectId(in.text());
        ExchangeReader rest = new ExchangeReader(id, project, in, version);
        return rest.join(content.of(id, project, in));
    }

    /** Where an exchange's content comes from once its readable part was read. */
    interface ContentSource {
        ExchangeContent of(ExchangeId id, ProjectId project, RecordInput rest);
    }

    /** The readable part, in the order in which it was written. */
    private record ExchangeReader(Exchange readable) {
        ExchangeReader(ExchangeId id, ProjectId project, RecordInput in, int version) {
            this(new Exchange(
                    id,
                    project,
                    new KeyId(in.text()),
                    in.text(),
                    in.instant(),
                    in.text(),
                    in.flag(),
                    in.text(),
                    in.optional(ExchangeCodec::target),
                    status(in.octet()),
                    in.optionalText(),
                    null,
                    in.optionalText(),
                    usage(in),
                    in.optional(RecordInput::money),
                    in.optionalText(),
                    in.count(),
                    in.number(),
                    in.list(ExchangeCodec::attempt),
                    in.list(ExchangeCodec::span),
                    ExchangeContent.NONE.passages(),
                    ExchangeContent.NONE.citations(),
                    in.optional(RecordInput::decimal),
                    in.texts(),
                    ExchangeContent.NONE.request(),
                    ExchangeContent.NONE.answer(),
                    version < CACHED_SINCE ? null : in.optional(ExchangeCodec::cached)));
        }

        Exchange join(ExchangeContent content) {
            return new Exchange(
                    readable.id(),
                    readable.project(),
                    readable.key(),
                    readable.requestId(),
                    readable.startedAt(),
                    readable.operation(),
                    readable.stream(),
                    readable.model(),
                    readable.target(),
                    readable.status(),
                    readable.error(),
                    content.errorMessage(),
                    readable.finishReason(),
                    readable.usage(),
                    readable.cost(),
                    readable.currency(),
                    readable.durationNanos(),
                    readable.firstTokenNanos(),
                    readable.attempts(),
                    readable.spans(),
                    content.passages(),
                    content.citations(),
                    readable.confidence(),
                    readable.tags(),
                    content.request(),
                    content.answer(),
                    readable.cached());
        }
    }

    static void target(RecordOutput out, Target target) {
        out.text(target.provider()).text(target.model());
    }

    static Target target(RecordInput in) {
        return new Target(in.text(), in.text());
    }

    static void usage(RecordOutput out, Usage usage) {
        out.count(usage.inputTokens())
                .count(usage.cachedInputTokens())
                .count(usage.cacheWriteTokens())
                .count(usage.outputTokens())
                .count(usage.reasoningTokens())
                .count(usage.toolTokens())
                .count(usage.audioInputTokens())
                .count(usage.audioOutputTokens())
                .octet((usage.estimated() ? ESTIMATED : 0)
                        | mark(usage.searches(), SEARCHES)
                        | mark(usage.cachedAudioInputTokens(), CACHED_AUDIO)
                        | mark(usage.hourCacheWriteTokens(), HOUR_WRITES));
        rare(out, usage.searches());
        rare(out, usage.cachedAudioInputTokens());
        rare(out, usage.hourCacheWriteTokens());
    }

    private static int mark(long count, int mark) {
        return count > 0 ? mark : 0;
    }

    /** Takes no room where there is none. */
    private static void rare(RecordOutput out, long count) {
        if (count > 0) {
            out.count(count);
        }
    }

    /** In the order in which they were written. */
    static Usage usage(RecordInput in) {
        Usage.Builder usage = Usage.builder()
                .inputTokens(in.count())
                .cachedInputTokens(in.count())
                .cacheWriteTokens(in.count())
                .outputTokens(in.count())
                .reasoningTokens(in.count())
                .toolTokens(in.count())
                .audioInputTokens(in.count())
                .audioOutputTokens(in.count());
        int marks = in.octet();
        return usage.estimated((marks & ESTIMATED) != 0)
                .searches(rare(in, marks & SEARCHES))
                .cachedAudioInputTokens(rare(in, marks & CACHED_AUDIO))
                .hourCacheWriteTokens(rare(in, marks & HOUR_WRITES))
                .build();
    }

    private static long rare(RecordInput in, int mark) {
        return mark == 0 ? 0 : in.count();
    }

    private static void attempt(RecordOutput out, Attempt attempt) {
        out.text(attempt.id().value());
        target(out, attempt.target());
        out.optionalText(attempt.error());
        usage(out, attempt.usage());
        out.optional(attempt.cost(), RecordOutput::money)
                .optionalText(attempt.currency())
                .optionalText(attempt.price())
                .number(attempt.startNanos())
                .number(attempt.durationNanos())
                .number(attempt.firstTokenNanos());
    }

    private static Attempt attempt(RecordInput in) {
        return new Attempt(
                new AttemptId(in.text()),
                target(in),
                in.optionalText(),
                usage(in),
                in.optional(RecordInput::money),
                in.optionalText(),
                in.optionalText(),
                in.number(),
                in.number(),
                in.number());
    }

    private static void span(RecordOutput out, Span span) {
        out.text(span.name())
                .number(span.startNanos())
                .number(span.durationNanos())
                .texts(span.attributes());
    }

    private static Span span(RecordInput in) {
        return new Span(in.text(), in.number(), in.number(), in.texts());
    }

    private static void cached(RecordOutput out, Cached cached) {
        out.octet(
                        switch (cached.outcome()) {
                            case HIT -> 1;
                            case MISS -> 2;
                            case SHARED -> 3;
                        })
                .text(cached.source().value())
                .optional(cached.charge(), RecordOutput::money)
                .optionalText(cached.currency());
    }

    private static Cached cached(RecordInput in) {
        int outcome = in.octet();
        return new Cached(
                switch (outcome) {
                    case 1 -> Cached.Outcome.HIT;
                    case 2 -> Cached.Outcome.MISS;
                    case 3 -> Cached.Outcome.SHARED;
                    default ->
                        throw new StorageException(
                                StorageException.Kind.CORRUPT,
                                "a stored exchange has the unknown cache outcome " + outcome);
                },
                new ExchangeId(in.text()),
                in.optional(RecordInput::money),
                in.optionalText());
    }

    private static int number(Status status) {
        return switch (status) {
            case OK -> 1;
            case ERROR -> 2;
            case CANCELLED -> 3;
            case OPEN -> 4;
        };
    }

    private static Status status(int number) {
        for (Status status : Status.values()) {
            if (number(status) == number) {
                return status;
            }
        }
        throw new StorageException(StorageException.Kind.CORRUPT, "a stored exchange has the unknown status " + number);
    }
}
