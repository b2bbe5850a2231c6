package dev.weir.store;

import dev.weir.spi.Attempt;
import dev.weir.spi.Exchange;
import dev.weir.spi.Status;
import dev.weir.spi.Usage;
import dev.weir.store.JournalRecord.AttemptIntent;
import dev.weir.store.JournalRecord.AttemptOutcome;
import dev.weir.store.JournalRecord.Closed;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * One row for every attempt at a provider, from intent to settlement. Settling is idempotent by the attempt's id: the
 * first settlement stands. A settlement never comes before its intent, so a batch is applied kind by kind.
 */
public final class Ledger implements Projection {
    public static final String MIGRATIONS = "dev/weir/store/ledger";

    @Override
    public String name() {
        return "ledger";
    }

    @Override
    public void apply(Connection connection, List<Projected> batch) throws SQLException {
        List<JournalRecord> records = batch.stream().map(Projected::record).toList();
        begin(connection, only(records, AttemptIntent.class));
        settle(connection, only(records, AttemptOutcome.class));
        List<Exchange> exchanges =
                only(records, Closed.class).stream().map(Closed::exchange).toList();
        settleAll(connection, exchanges);
        close(connection, exchanges);
    }

    private static <T> List<T> only(List<JournalRecord> records, Class<T> kind) {
        return records.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static void begin(Connection connection, List<AttemptIntent> intents) throws SQLException {
        Sql insert = Sql.of(connection, """
                insert into attempts (attempt_id, exchange_id, project_id, key_id, model, provider, provider_model,
                    started_at, reserved_micros, reserved_rest, currency, state)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'intent')
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
                    .addBatch();
        }
        insert.updateBatch();
    }

    private static void settle(Connection connection, List<AttemptOutcome> outcomes) throws SQLException {
        Sql update = Sql.of(connection, """
                update attempts set settled_at = ?, cost_micros = ?, cost_rest = ?, currency = coalesce(?, currency),
                    error = ?, input_tokens = ?, cached_input_tokens = ?, cache_write_tokens = ?, output_tokens = ?,
                    reasoning_tokens = ?, tool_tokens = ?, audio_input_tokens = ?, audio_output_tokens = ?,
                    estimated = ?, state = 'settled'
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

    /** Settles what an exchange says of its attempts; one without an intent (an in-process model) gets its row here. */
    private static void settleAll(Connection connection, List<Exchange> exchanges) throws SQLException {
        Sql upsert = Sql.of(connection, """
                insert into attempts (attempt_id, exchange_id, project_id, key_id, model, provider, provider_model,
                    started_at, settled_at, cost_micros, cost_rest, currency, price, error, input_tokens,
                    cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, tool_tokens,
                    audio_input_tokens, audio_output_tokens, estimated, state)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (attempt_id) do update set settled_at = excluded.settled_at,
                    cost_micros = excluded.cost_micros, cost_rest = excluded.cost_rest,
                    currency = coalesce(excluded.currency, attempts.currency), price = excluded.price,
                    error = excluded.error, input_tokens = excluded.input_tokens,
                    cached_input_tokens = excluded.cached_input_tokens,
                    cache_write_tokens = excluded.cache_write_tokens, output_tokens = excluded.output_tokens,
                    reasoning_tokens = excluded.reasoning_tokens, tool_tokens = excluded.tool_tokens,
                    audio_input_tokens = excluded.audio_input_tokens,
                    audio_output_tokens = excluded.audio_output_tokens, estimated = excluded.estimated,
                    state = excluded.state
                where attempts.state = 'intent'
                """);
        for (Exchange exchange : exchanges) {
            for (Attempt attempt : exchange.attempts()) {
                bind(upsert, exchange, attempt).addBatch();
            }
        }
        upsert.updateBatch();
    }

    private static Sql bind(Sql upsert, Exchange exchange, Attempt attempt) throws SQLException {
        upsert.bind(attempt.id().value())
                .bind(exchange.id().value())
                .bind(exchange.project().value())
                .bind(exchange.key().value())
                .bind(exchange.model())
                .bind(attempt.target().provider())
                .bind(attempt.target().model())
                .bind(exchange.startedAt().plusNanos(attempt.startNanos()))
                .bind(exchange.startedAt().plusNanos(attempt.startNanos() + attempt.durationNanos()))
                .bind(attempt.cost())
                .bind(attempt.currency())
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
                .bind(usage.estimated());
    }

    private static void close(Connection connection, List<Exchange> exchanges) throws SQLException {
        Sql update = Sql.of(connection, "update attempts set exchange_closed = 1 where attempt_id = ?");
        for (Exchange exchange : exchanges) {
            for (Attempt attempt : exchange.attempts()) {
                update.bind(attempt.id().value()).addBatch();
            }
        }
        update.updateBatch();
    }
}
