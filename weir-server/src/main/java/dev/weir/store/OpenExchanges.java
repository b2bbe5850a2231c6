package dev.weir.store;

import dev.weir.kernel.CrossProject;
import dev.weir.spi.AnswerContent;
import dev.weir.spi.Attempt;
import dev.weir.spi.AttemptId;
import dev.weir.spi.Exchange;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.KeyId;
import dev.weir.spi.Money;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Status;
import dev.weir.spi.Target;
import dev.weir.spi.Usage;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an earlier life of this process began and never closed. Such an exchange is closed at the next start with
 * status {@link Status#OPEN}, by a record in the journal, so that every projection learns of it, exactly once, the way
 * it learns of all others: should the process die again meanwhile, the record is either there and applied first, or
 * it is not and the exchange is found open again.
 *
 * <p>An attempt that was never settled counts at its reserved amount: the provider may well have charged it.
 */
public final class OpenExchanges {
    /** The error of an attempt whose outcome nobody knows. */
    public static final String ERROR = "open";

    private final Database database;

    /** The database with the {@link Ledger}, its projector started and nothing new accepted yet. */
    public OpenExchanges(Database database) {
        this.database = database;
    }

    /** Closes them in the journal; what was closed. */
    @CrossProject("a crash leaves exchanges of every project open")
    public List<Exchange> close(Journal journal, Instant now) {
        List<Exchange> open = find(journal.node());
        for (Exchange exchange : open) {
            journal.append(new JournalRecord.Closed(exchange, now));
        }
        if (!open.isEmpty()) {
            journal.awaitSynced(journal.written());
        }
        return open;
    }

    /** Other nodes may be in the middle of theirs. */
    private List<Exchange> find(String node) {
        List<OpenAttempt> attempts =
                database.read(connection -> Sql.of(connection, """
                        select * from attempts where exchange_closed = 0 and (node is null or node = ?)
                        order by exchange_id, started_at, attempt_id
                        """).bind(node).list(OpenExchanges::attempt));
        Map<ExchangeId, List<OpenAttempt>> byExchange = new LinkedHashMap<>();
        attempts.forEach(attempt -> byExchange
                .computeIfAbsent(attempt.exchange, id -> new ArrayList<>())
                .add(attempt));
        return byExchange.values().stream().map(OpenExchanges::exchange).toList();
    }

    private record OpenAttempt(
            ExchangeId exchange,
            ProjectId project,
            KeyId key,
            String model,
            Instant startedAt,
            Map<String, String> tags,
            Attempt attempt) {}

    private static OpenAttempt attempt(Row row) throws SQLException {
        boolean settled = row.text("state").equals("settled");
        Attempt attempt = new Attempt(
                new AttemptId(row.text("attempt_id")),
                new Target(row.text("provider"), row.text("provider_model")),
                settled ? row.textOrNull("error") : ERROR,
                settled ? usage(row) : Usage.builder().estimated(true).build(),
                row.moneyOrNull(settled ? "cost" : "reserved"),
                row.textOrNull("currency"),
                row.textOrNull("price"),
                0,
                settled
                        ? Duration.between(row.instant("started_at"), row.instant("settled_at"))
                                .toNanos()
                        : 0,
                -1);
        return new OpenAttempt(
                new ExchangeId(row.text("exchange_id")),
                new ProjectId(row.text("project_id")),
                new KeyId(row.text("key_id")),
                row.text("model"),
                row.instant("started_at"),
                Ledger.tags(row.bytesOrNull("tags")),
                attempt);
    }

    private static Usage usage(Row row) throws SQLException {
        return Usage.builder()
                .inputTokens(row.number("input_tokens"))
                .cachedInputTokens(row.number("cached_input_tokens"))
                .cacheWriteTokens(row.number("cache_write_tokens"))
                .outputTokens(row.number("output_tokens"))
                .reasoningTokens(row.number("reasoning_tokens"))
                .toolTokens(row.number("tool_tokens"))
                .audioInputTokens(row.number("audio_input_tokens"))
                .audioOutputTokens(row.number("audio_output_tokens"))
                .searches(row.number("searches"))
                .cachedAudioInputTokens(row.number("cached_audio_input_tokens"))
                .hourCacheWriteTokens(row.number("hour_cache_write_tokens"))
                .estimated(row.flag("estimated"))
                .build();
    }

    private static Exchange exchange(List<OpenAttempt> open) {
        OpenAttempt first = open.getFirst();
        List<Attempt> attempts = open.stream().map(OpenAttempt::attempt).toList();
        return new Exchange(
                first.exchange,
                first.project,
                first.key,
                "",
                first.startedAt,
                "unknown",
                false,
                first.model,
                attempts.getLast().target(),
                Status.OPEN,
                ERROR,
                "the process ended before this exchange did; attempts without an outcome count at what was reserved",
                null,
                attempts.stream().map(Attempt::usage).reduce(Usage.NONE, Usage::plus),
                cost(attempts),
                attempts.stream()
                        .map(Attempt::currency)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null),
                0,
                -1,
                attempts,
                List.of(),
                List.of(),
                List.of(),
                null,
                first.tags,
                new byte[0],
                AnswerContent.EMPTY,
                null);
    }

    private static @Nullable Money cost(List<Attempt> attempts) {
        return attempts.stream()
                .map(Attempt::cost)
                .filter(Objects::nonNull)
                .reduce(Money::plus)
                .orElse(null);
    }
}
