package dev.weir.store;

import dev.weir.spi.Attempt;
import dev.weir.spi.AttemptId;
import dev.weir.spi.Exchange;
import dev.weir.spi.Status;
import dev.weir.spi.Usage;
import dev.weir.store.JournalRecord.AttemptIntent;
import dev.weir.store.JournalRecord.AttemptOutcome;
import dev.weir.store.JournalRecord.Closed;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One row for every attempt at a provider, from intent to settlement. Settling is idempotent by the attempt's id: the
 * first settlement stands. A settlement never comes before its intent, so a batch is applied kind by kind.
 *
 * <p>Most attempts begin and end within one batch; those are written once, whole. The others get their row with the
 * intent and are changed when their exchange closes.
 */
public final class Ledger implements Projection {
    public static final String MIGRATIONS = "dev/weir/store/ledger";

    private static final int TAGS = 64;

    private final String node;

    /**
     * @param node in whose journal the attempts are
     */
    public Ledger(String node) {
        this.node = node;
    }

    @Override
    public String name() {
        return "ledger";
    }

    @Override
    public void apply(Connection connection, List<Projected> batch) throws SQLException {
        List<JournalRecord> records = batch.stream().map(Projected::record).toList();
        List<AttemptOutcome> outcomes = only(records, AttemptOutcome.class);
        Map<AttemptId, AttemptIntent> intents = new LinkedHashMap<>();
        only(records, AttemptIntent.class).forEach(intent -> intents.put(intent.attempt(), intent));
        Set<AttemptId> settled = outcomes.stream().map(AttemptOutcome::attempt).collect(Collectors.toSet());
        List<Ended> whole = new ArrayList<>();
        List<Ended> earlier = new ArrayList<>();
        for (Closed closed : only(records, Closed.class)) {
            for (Attempt attempt : closed.exchange().attempts()) {
                AttemptIntent intent = settled.contains(attempt.id()) ? null : intents.remove(attempt.id());
                (intent == null ? earlier : whole).add(new Ended(closed.exchange(), attempt, intent));
            }
        }
        insert(connection, whole);
        begin(connection, intents.values());
        settle(connection, outcomes);
        insert(connection, earlier);
        close(connection, earlier);
    }

    /** What a closed exchange says of one attempt, and its intent if that came in the same batch. */
    private record Ended(
            Exchange exchange, Attempt attempt, @Nullable AttemptIntent intent) {}

    private static <T> List<T> only(List<JournalRecord> records, Class<T> kind) {
        return records.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private void begin(Connection connection, Collection<AttemptIntent> intents) throws SQLException {
        if (intents.isEmpty()) {
            return;
        }
        Sql insert = Sql.of(connection, """
                insert into attempts (attempt_id, exchange_id, project_id, key_id, model, provider, provider_model,
                    started_at, reserved_micros, reserved_rest, currency, node, tags, state)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'intent')
                on conflict (attempt_id) do nothing
                """);
        for (AttemptIntent intent : intents) {
            insert.bind(intent.attempt().value())
                    .bind(intent.exchange().value())
                    .bind(intent.project().value())
                    .bind(intent.key().value())
                    .bind(intent.model())
                    .bind(intent.target().provider())
                    .bind(intent.target().model())
                    .bind(intent.at())
                    .bind(intent.reserved())
                    .bind(intent.currency())
                    .bind(node)
                    .bind(tags(intent.tags()))
                    .addBatch();
        }
        insert.updateBatch();
    }

    /** Kept while an attempt's exchange is open: a closed one has them itself. */
    private static byte @Nullable [] tags(Map<String, String> tags) {
        return tags.isEmpty() ? null : new RecordOutput(TAGS).texts(tags).toBytes();
    }

    /** What the column {@code tags} holds. */
    static Map<String, String> tags(byte @Nullable [] column) {
        return column == null ? Map.of() : new RecordInput(column).texts();
    }

    private static void settle(Connection connection, List<AttemptOutcome> outcomes) throws SQLException {
        if (outcomes.isEmpty()) {
            return;
        }
        Sql update = Sql.of(connection, """
                update attempts set settled_at = ?, cost_micros = ?, cost_rest = ?, currency = coalesce(?, currency),
                    error = ?, input_tokens = ?, cached_input_tokens = ?, cache_write_tokens = ?, output_tokens = ?,
                    reasoning_tokens = ?, tool_tokens = ?, audio_input_tokens = ?, audio_output_tokens = ?,
                    searches = ?, cached_audio_input_tokens = ?, hour_cache_write_tokens = ?, estimated = ?,
                    state = 'settled'
                where attempt_id = ? and state = 'intent'
                """);
        for (AttemptOutcome outcome : outcomes) {
            update.bind(outcome.at())
                    .bind(outcome.cost())
                    .bind(outcome.currency())
                    .bind(outcome.error());
            bind(update, outcome.usage()).bind(outcome.attempt().value()).addBatch();
        }
        update.updateBatch();
    }

    /** Settles; an attempt without an intent of its own (an in-process model) gets its row here. */
    private void insert(Connection connection, List<Ended> attempts) throws SQLException {
        if (attempts.isEmpty()) {
            return;
        }
        Sql upsert = Sql.of(connection, """
                insert into attempts (attempt_id, exchange_id, project_id, key_id, model, provider, provider_model,
                    started_at, settled_at, reserved_micros, reserved_rest, cost_micros, cost_rest, currency, price,
                    error, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens,
                    tool_tokens, audio_input_tokens, audio_output_tokens, searches,
                    cached_audio_input_tokens, hour_cache_write_tokens, estimated, state, node,
                    exchange_closed)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
                on conflict (attempt_id) do update set settled_at = excluded.settled_at,
                    cost_micros = excluded.cost_micros, cost_rest = excluded.cost_rest,
                    currency = coalesce(excluded.currency, attempts.currency), price = excluded.price,
                    error = excluded.error, input_tokens = excluded.input_tokens,
                    cached_input_tokens = excluded.cached_input_tokens,
                    cache_write_tokens = excluded.cache_write_tokens, output_tokens = excluded.output_tokens,
                    reasoning_tokens = excluded.reasoning_tokens, tool_tokens = excluded.tool_tokens,
                    audio_input_tokens = excluded.audio_input_tokens,
                    audio_output_tokens = excluded.audio_output_tokens, searches = excluded.searches,
                    cached_audio_input_tokens = excluded.cached_audio_input_tokens,
                    hour_cache_write_tokens = excluded.hour_cache_write_tokens, estimated = excluded.estimated,
                    state = excluded.state
                where attempts.state = 'intent'
                """);
        for (Ended ended : attempts) {
            bind(upsert, ended).bind(node).addBatch();
        }
        upsert.updateBatch();
    }

    private static Sql bind(Sql upsert, Ended ended) throws SQLException {
        Exchange exchange = ended.exchange;
        Attempt attempt = ended.attempt;
        AttemptIntent intent = ended.intent;
        Instant started = exchange.startedAt().plusNanos(attempt.startNanos());
        upsert.bind(attempt.id().value())
                .bind(exchange.id().value())
                .bind(exchange.project().value())
                .bind(exchange.key().value())
                .bind(exchange.model())
                .bind(attempt.target().provider())
                .bind(attempt.target().model())
                .bind(intent == null ? started : intent.at())
                .bind(started.plusNanos(attempt.durationNanos()))
                .bind(intent == null ? null : intent.reserved())
                .bind(attempt.cost())
                .bind(attempt.currency() == null && intent != null ? intent.currency() : attempt.currency())
                .bind(attempt.price())
                .bind(attempt.error());
        return bind(upsert, attempt.usage()).bind(exchange.status() == Status.OPEN ? "open" : "settled");
    }

    private static Sql bind(Sql statement, Usage usage) throws SQLException {
        return statement
                .bind(usage.inputTokens())
                .bind(usage.cachedInputTokens())
                .bind(usage.cacheWriteTokens())
                .bind(usage.outputTokens())
                .bind(usage.reasoningTokens())
                .bind(usage.toolTokens())
                .bind(usage.audioInputTokens())
                .bind(usage.audioOutputTokens())
                .bind(usage.searches())
                .bind(usage.cachedAudioInputTokens())
                .bind(usage.hourCacheWriteTokens())
                .bind(usage.estimated());
    }

    /** What was settled before its exchange closed is left as it was but for this. */
    private static void close(Connection connection, List<Ended> attempts) throws SQLException {
        if (attempts.isEmpty()) {
            return;
        }
        Sql update = Sql.of(connection, "update attempts set exchange_closed = 1, tags = null where attempt_id = ?");
        for (Ended ended : attempts) {
            update.bind(ended.attempt.id().value()).addBatch();
        }
        update.updateBatch();
    }
}
