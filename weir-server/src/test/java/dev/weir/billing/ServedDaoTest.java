package dev.weir.billing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.store.Database;
import dev.weir.store.Ledger;
import dev.weir.store.Sql;
import dev.weir.store.TestEngine;
import dev.weir.usage.UsageRoom;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestEngine.class)
class ServedDaoTest {
    @Parameter
    TestEngine engine = TestEngine.SQLITE;

    private static final Instant FROM = Instant.parse("2026-10-31T23:00:00Z");
    private static final Instant TO = Instant.parse("2026-11-30T23:00:00Z");
    private static final List<String> TEXTS =
            List.of("value", "key_id", "model", "provider", "provider_model", "operation", "status", "currency");
    private static final List<String> NUMBERS = List.of(
            "requests",
            "errors",
            "cached_requests",
            "attempts",
            "failed_attempts",
            "unpriced_attempts",
            "estimated_attempts",
            "input_tokens",
            "cached_input_tokens",
            "cache_write_tokens",
            "hour_cache_write_tokens",
            "audio_input_tokens",
            "cached_audio_input_tokens",
            "tool_tokens",
            "output_tokens",
            "reasoning_tokens",
            "audio_output_tokens",
            "searches",
            "adjustments",
            "cost_micros",
            "cost_rest",
            "failed_cost_micros",
            "failed_cost_rest",
            "cache_charge_micros",
            "cache_charge_rest",
            "cache_savings_micros",
            "cache_savings_rest",
            "adjustment_micros",
            "adjustment_rest");

    @TempDir
    Path folder;

    private Database database;
    private ServedDao served;

    @BeforeEach
    void open() {
        database = engine.in(folder).open("weir", Ledger.MIGRATIONS, UsageRoom.MIGRATIONS);
        served = new ServedDao(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    /** As totals are kept: by quarters of an hour, and by days. */
    private void used(String node, String project, String at) {
        long quarter = Math.floorDiv(Instant.parse(at).getEpochSecond(), 900);
        for (long span : List.of(1L, 96L)) {
            database.write(connection -> Sql.of(
                            connection,
                            "insert into usage_totals (project_id, label, span, at, node, " + String.join(", ", TEXTS)
                                    + ", " + String.join(", ", NUMBERS) + ") values (?, '', ?, ?, ?"
                                    + ", ''".repeat(TEXTS.size()) + ", 0".repeat(NUMBERS.size()) + ")")
                    .bind(project)
                    .bind(span)
                    .bind(quarter - quarter % span)
                    .bind(node)
                    .update());
        }
    }

    private void attempt(String node, String project, String started, @Nullable String settled, boolean closed) {
        database.write(connection -> Sql.of(connection, """
                        insert into attempts (attempt_id, exchange_id, project_id, key_id, model, provider,
                            provider_model, started_at, settled_at, node, state, exchange_closed)
                        values (?, 'ex', ?, 'key', 'm', 'p', 'm', ?, ?, ?, 'settled', ?)
                        """)
                .bind("at_" + node)
                .bind(project)
                .bind(Instant.parse(started))
                .bind(settled == null ? null : Instant.parse(settled))
                .bind(node)
                .bind(closed)
                .update());
    }

    private Set<String> nodes(Instant from) {
        return served.between(List.of("proj_a", "proj_b"), from, TO);
    }

    @Test
    void theTotalsSayWhoServedInAMonthOfAnyTimeZone() {
        used("before", "proj_a", "2026-10-31T22:59:59Z");
        used("first", "proj_a", "2026-10-31T23:00:00Z");
        used("middle", "proj_b", "2026-11-15T12:00:00Z");
        used("last", "proj_a", "2026-11-30T22:59:59Z");
        used("after", "proj_a", "2026-11-30T23:00:00Z");
        used("foreign", "proj_c", "2026-11-15T12:00:00Z");

        assertThat(nodes(FROM)).containsExactlyInAnyOrder("first", "middle", "last");
        assertThat(nodes(Instant.parse("2026-11-15T12:14:59Z"))).containsExactlyInAnyOrder("middle", "last");
        assertThat(nodes(Instant.parse("2026-11-15T12:15:00Z"))).containsExactly("last");
        assertThat(nodes(TO)).isEmpty();
        assertThat(served.between(List.of(), FROM, TO)).isEmpty();
    }

    @Test
    void callsThatBeganBeforeAndEndedLaterOrAreOpenCount() {
        attempt("over", "proj_a", "2026-10-31T22:58:00Z", "2026-10-31T23:01:00Z", true);
        attempt("ended", "proj_a", "2026-10-31T22:57:00Z", "2026-10-31T22:59:00Z", true);
        attempt("open", "proj_b", "2026-11-10T00:00:00Z", null, false);
        attempt("next", "proj_b", "2026-12-10T00:00:00Z", null, false);
        attempt("foreign", "proj_c", "2026-11-10T00:00:00Z", null, false);

        assertThat(nodes(FROM)).containsExactlyInAnyOrder("over", "open");
        assertThat(nodes(FROM.plus(Duration.ofDays(20)))).isEmpty();
    }
}
