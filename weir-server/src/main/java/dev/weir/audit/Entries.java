package dev.weir.audit;

import dev.weir.audit.merkle.Hashes;
import dev.weir.spi.Attempt;
import dev.weir.spi.Cached;
import dev.weir.spi.Exchange;
import dev.weir.spi.Money;
import dev.weir.spi.Usage;
import dev.weir.store.JournalRecord;
import dev.weir.store.JournalRecord.Adjustment;
import dev.weir.store.JournalRecord.AdminAction;
import dev.weir.store.JournalRecord.AttemptIntent;
import dev.weir.store.JournalRecord.AttemptOutcome;
import dev.weir.store.JournalRecord.Closed;
import dev.weir.store.JournalRecord.KeyBegun;
import dev.weir.store.JournalRecord.KeyEnded;
import dev.weir.store.JournalRecord.Refusal;
import dev.weir.store.JournalRecord.ResponseDeleted;
import dev.weir.store.JournalRecord.ResponseKept;
import dev.weir.store.Projected;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the log says of a journal record. It depends on nothing but the record, so that the log made anew from the same
 * journal is the same, to the byte. Amounts are whole picodollars in strings. Of content there is only the SHA-256 of
 * its sealed form: what anybody said is not here, and once its key is destroyed, nobody can find out.
 */
final class Entries {
    private static final long FORM = 1;

    private Entries() {}

    /** Whether records of this kind are in the log. */
    static boolean has(Class<? extends JournalRecord> kind) {
        return kind == AttemptIntent.class
                || kind == AttemptOutcome.class
                || kind == Closed.class
                || kind == Adjustment.class
                || kind == AdminAction.class;
    }

    static Optional<LogEntry> of(Projected projected) {
        return switch (projected.record()) {
            case AttemptIntent intent -> Optional.of(intent(intent));
            case AttemptOutcome outcome -> Optional.of(outcome(outcome));
            case Closed closed -> Optional.of(closed(closed, contentHash(projected)));
            case Adjustment adjustment -> Optional.of(adjustment(adjustment));
            case AdminAction action -> Optional.of(action(action));
            case Refusal refusal -> Optional.empty();
            case ResponseKept kept -> Optional.empty();
            case ResponseDeleted deleted -> Optional.empty();
            case KeyBegun begun -> Optional.empty();
            case KeyEnded ended -> Optional.empty();
        };
    }

    private static String contentHash(Projected projected) {
        MessageDigest digest = Hashes.sha256();
        digest.update(projected.sealed());
        return "sha256:" + HexFormat.of().formatHex(digest.digest());
    }

    private static LogEntry intent(AttemptIntent intent) {
        byte[] body = new CanonicalJson(384)
                .put("at", intent.at().toString())
                .put("attempt", intent.attempt().value())
                .put("currency", intent.currency())
                .put("deployment", intent.target().name())
                .put("exchange", intent.exchange().value())
                .put("form", FORM)
                .put("key", intent.key().value())
                .put("kind", LogEntry.INTENT)
                .put("model", intent.model())
                .put("project", intent.project().value())
                .put("reserved", pico(intent.reserved()))
                .bytes();
        return new LogEntry(
                LogEntry.INTENT,
                null,
                intent.at(),
                intent.project().value(),
                intent.key().value(),
                intent.exchange().value(),
                intent.attempt().value(),
                null,
                body);
    }

    private static LogEntry outcome(AttemptOutcome outcome) {
        byte[] body = new CanonicalJson()
                .put("at", outcome.at().toString())
                .put("attempt", outcome.attempt().value())
                .put("cost", pico(outcome.cost()))
                .put("currency", outcome.currency())
                .put("error", outcome.error())
                .put("exchange", outcome.exchange().value())
                .put("form", FORM)
                .put("kind", LogEntry.OUTCOME)
                .put("project", outcome.project().value())
                .put("usage", usage(outcome.usage()))
                .bytes();
        return new LogEntry(
                LogEntry.OUTCOME,
                null,
                outcome.at(),
                outcome.project().value(),
                null,
                outcome.exchange().value(),
                outcome.attempt().value(),
                null,
                body);
    }

    private static LogEntry closed(Closed closed, String content) {
        Exchange exchange = closed.exchange();
        byte[] body = new CanonicalJson(1024)
                .put("at", closed.at().toString())
                .put(
                        "attempts",
                        exchange.attempts().stream().map(Entries::attempt).toList())
                .put("cached", cached(exchange.cached()))
                .put("content", content)
                .put("cost", pico(exchange.cost()))
                .put("currency", exchange.currency())
                .put("error", exchange.error())
                .put("exchange", exchange.id().value())
                .put("form", FORM)
                .put("key", exchange.key().value())
                .put("kind", LogEntry.CLOSED)
                .put("model", exchange.model())
                .put("operation", exchange.operation())
                .put("project", exchange.project().value())
                .put("started_at", exchange.startedAt().toString())
                .put("status", exchange.status().name().toLowerCase(Locale.ROOT))
                .put("usage", usage(exchange.usage()))
                .bytes();
        return new LogEntry(
                LogEntry.CLOSED,
                null,
                closed.at(),
                exchange.project().value(),
                exchange.key().value(),
                exchange.id().value(),
                null,
                null,
                body);
    }

    private static CanonicalJson attempt(Attempt attempt) {
        return new CanonicalJson()
                .put("attempt", attempt.id().value())
                .put("cost", pico(attempt.cost()))
                .put("currency", attempt.currency())
                .put("deployment", attempt.target().name())
                .put("error", attempt.error())
                .put("price", attempt.price())
                .put("usage", usage(attempt.usage()));
    }

    private static @Nullable CanonicalJson cached(@Nullable Cached cached) {
        return cached == null
                ? null
                : new CanonicalJson()
                        .put("charge", pico(cached.charge()))
                        .put("currency", cached.currency())
                        .put("outcome", cached.outcome().wire())
                        .put("source", cached.source().value());
    }

    private static LogEntry adjustment(Adjustment adjustment) {
        byte[] body = new CanonicalJson(512)
                .put("actor", adjustment.actor().value())
                .put("adjustment", adjustment.id())
                .put("amount", pico(adjustment.amount()))
                .put("at", adjustment.at().toString())
                .put(
                        "attempt",
                        adjustment.attempt() == null
                                ? null
                                : adjustment.attempt().value())
                .put("currency", adjustment.currency())
                .put(
                        "deployment",
                        adjustment.target() == null ? null : adjustment.target().name())
                .put(
                        "exchange",
                        adjustment.exchange() == null
                                ? null
                                : adjustment.exchange().value())
                .put("form", FORM)
                .put("key", adjustment.key() == null ? null : adjustment.key().value())
                .put("kind", LogEntry.ADJUSTMENT)
                .put("model", adjustment.model())
                .put("organization", adjustment.organization().value())
                .put("project", adjustment.project().value())
                .put("reason", adjustment.reason())
                .bytes();
        return new LogEntry(
                LogEntry.ADJUSTMENT,
                null,
                adjustment.at(),
                adjustment.project().value(),
                adjustment.actor().value(),
                adjustment.exchange() == null ? null : adjustment.exchange().value(),
                adjustment.attempt() == null ? null : adjustment.attempt().value(),
                adjustment.id(),
                body);
    }

    private static LogEntry action(AdminAction action) {
        CanonicalJson details = new CanonicalJson();
        new TreeMap<>(action.details()).forEach(details::put);
        byte[] body = new CanonicalJson()
                .put("action", action.action())
                .put("actor", action.actor().value())
                .put("at", action.at().toString())
                .put("details", details)
                .put("form", FORM)
                .put("kind", LogEntry.ADMIN)
                .put("organization", action.organization().value())
                .put(
                        "project",
                        action.project() == null ? null : action.project().value())
                .put("subject", action.subject())
                .bytes();
        return new LogEntry(
                LogEntry.ADMIN,
                action.action(),
                action.at(),
                action.project() == null
                        ? action.organization().value()
                        : action.project().value(),
                action.actor().value(),
                null,
                null,
                action.subject(),
                body);
    }

    private static @Nullable String pico(@Nullable Money money) {
        return money == null ? null : Long.toString(money.picodollars());
    }

    /** Classes in which nothing was counted are left out. */
    private static CanonicalJson usage(Usage usage) {
        CanonicalJson counts = new CanonicalJson(96);
        count(counts, "audio_input_tokens", usage.audioInputTokens());
        count(counts, "audio_output_tokens", usage.audioOutputTokens());
        count(counts, "cache_write_tokens", usage.cacheWriteTokens());
        count(counts, "cached_audio_input_tokens", usage.cachedAudioInputTokens());
        count(counts, "cached_input_tokens", usage.cachedInputTokens());
        if (usage.estimated()) {
            counts.put("estimated", true);
        }
        count(counts, "hour_cache_write_tokens", usage.hourCacheWriteTokens());
        count(counts, "input_tokens", usage.inputTokens());
        count(counts, "output_tokens", usage.outputTokens());
        count(counts, "reasoning_tokens", usage.reasoningTokens());
        count(counts, "searches", usage.searches());
        count(counts, "tool_tokens", usage.toolTokens());
        return counts;
    }

    private static void count(CanonicalJson counts, String name, long count) {
        if (count > 0) {
            counts.put(name, count);
        }
    }
}
