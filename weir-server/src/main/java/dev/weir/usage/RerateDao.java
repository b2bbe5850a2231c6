package dev.weir.usage;

import dev.weir.spi.Money;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Target;
import dev.weir.spi.Usage;
import dev.weir.store.Database;
import dev.weir.store.Sql;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads attempts of the ledger to price them anew. */
final class RerateDao {
    private final Database database;

    RerateDao(Database database) {
        this.database = database;
    }

    /**
     * An attempt that is settled.
     *
     * @param pricedAt the time whose prices it was charged at
     * @param price the rates it was charged at, in words; null if there was no price
     * @param open whether nobody knows what it used: it stands at what was set aside
     */
    record Priced(
            String model,
            Target target,
            Instant pricedAt,
            Usage usage,
            @Nullable Money cost,
            @Nullable String currency,
            @Nullable String price,
            boolean open) {}

    /** Hands over the attempts of a time, one by one. */
    void read(ProjectId project, Instant from, Instant to, Consumer<Priced> reader) {
        database.read(connection -> {
            Sql.of(connection, """
                            select e.model, e.started_at as priced_at, a.provider, a.provider_model, a.state, a.price,
                              a.cost_micros, a.cost_rest, a.currency, a.input_tokens, a.cached_input_tokens,
                              a.cache_write_tokens, a.hour_cache_write_tokens, a.output_tokens, a.reasoning_tokens,
                              a.tool_tokens, a.audio_input_tokens, a.cached_audio_input_tokens, a.audio_output_tokens,
                              a.searches, a.estimated
                            from attempts a join exchanges e on e.exchange_id = a.exchange_id
                            where a.project_id = ? and a.started_at >= ? and a.started_at < ? and a.exchange_closed = 1
                            """).bind(project.value()).bind(from).bind(to).each(row -> {
                Money cost = row.moneyOrNull("cost");
                reader.accept(new Priced(
                        row.text("model"),
                        new Target(row.text("provider"), row.text("provider_model")),
                        row.instant("priced_at"),
                        UsageDao.usage(row),
                        cost,
                        cost == null ? null : row.textOrNull("currency"),
                        row.textOrNull("price"),
                        row.text("state").equals("open")));
                return true;
            });
            return true;
        });
    }
}
