package dev.weir.usage;

import dev.weir.spi.AnswerContent;
import dev.weir.spi.Attempt;
import dev.weir.spi.AttemptId;
import dev.weir.spi.Cached;
import dev.weir.spi.Exchange;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.KeyId;
import dev.weir.spi.Money;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Status;
import dev.weir.spi.Target;
import dev.weir.spi.Usage;
import dev.weir.store.JournalRecord;
import dev.weir.store.JournalRecord.Adjustment;
import dev.weir.store.JournalRecord.AttemptIntent;
import dev.weir.store.JournalRecord.Closed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Makes up what passes through a gateway, from a seed. */
final class Life {
    static final OrganizationId ORGANIZATION = new OrganizationId("org_A");
    static final Instant BEGIN = Instant.parse("2026-03-28T20:00:00Z");
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final List<String> MODELS = List.of("small", "large");
    private static final List<String> PROVIDERS = List.of("one", "two");

    final ProjectId project;
    private final Random random;
    private final List<ExchangeId> made = new ArrayList<>();
    private Instant now = BEGIN;

    Life(long seed) {
        this.random = new Random(seed);
        this.project = new ProjectId("proj_" + NUMBERS.incrementAndGet());
    }

    /** Records in an order in which a journal may hold them, some of them twice. */
    List<JournalRecord> records(int exchanges) {
        List<JournalRecord> records = new ArrayList<>();
        List<JournalRecord> later = new ArrayList<>();
        for (int i = 0; i < exchanges; i++) {
            now = now.plus(Duration.ofSeconds(random.nextInt(1200), random.nextInt(1_000_000_000)));
            Exchange exchange = exchange();
            for (Attempt attempt : exchange.attempts()) {
                if (random.nextInt(10) > 0) {
                    records.add(intent(exchange, attempt));
                }
            }
            later.add(new Closed(exchange, now));
            if (random.nextInt(5) == 0) {
                later.add(new Closed(exchange, now));
            }
            while (!later.isEmpty() && random.nextBoolean()) {
                records.add(later.remove(random.nextInt(later.size())));
            }
            if (random.nextInt(6) == 0) {
                Adjustment adjustment = adjustment(exchange);
                records.add(adjustment);
                if (random.nextInt(3) == 0) {
                    records.add(adjustment);
                }
            }
        }
        records.addAll(later);
        return records;
    }

    private AttemptIntent intent(Exchange exchange, Attempt attempt) {
        return new AttemptIntent(
                attempt.id(),
                exchange.id(),
                project,
                exchange.key(),
                exchange.startedAt().plusNanos(attempt.startNanos()).plusMillis(random.nextInt(3)),
                exchange.model(),
                attempt.target(),
                attempt.cost(),
                attempt.currency());
    }

    private Exchange exchange() {
        boolean hit = !made.isEmpty() && random.nextInt(5) == 0;
        List<Attempt> attempts = new ArrayList<>();
        for (int i = hit ? 0 : 1 + random.nextInt(3); i > 0; i--) {
            attempts.add(attempt(i > 1));
        }
        ExchangeId id = new ExchangeId("ex_" + NUMBERS.incrementAndGet());
        Cached cached = hit
                ? new Cached(
                        random.nextBoolean() ? Cached.Outcome.HIT : Cached.Outcome.SHARED,
                        made.get(random.nextInt(made.size())),
                        random.nextBoolean() ? new Money(random.nextInt(1_000_000)) : null,
                        "USD")
                : random.nextBoolean() ? Cached.miss(id) : null;
        made.add(id);
        return exchange(id, attempts, cached);
    }

    private Exchange exchange(ExchangeId id, List<Attempt> attempts, @Nullable Cached cached) {
        Money cost = attempts.stream()
                .map(Attempt::cost)
                .filter(Objects::nonNull)
                .reduce(Money::plus)
                .orElse(null);
        String currency = attempts.stream()
                .map(Attempt::currency)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        return new Exchange(
                id,
                project,
                new KeyId("key_" + random.nextInt(2)),
                "req",
                now,
                "chat",
                random.nextBoolean(),
                MODELS.get(random.nextInt(2)),
                attempts.isEmpty() ? null : attempts.getLast().target(),
                Status.values()[random.nextInt(4)],
                null,
                null,
                "stop",
                attempts.stream().map(Attempt::usage).reduce(Usage.NONE, Usage::plus),
                cost,
                currency,
                1000,
                -1,
                attempts,
                List.of(),
                List.of(),
                List.of(),
                null,
                tags(),
                new byte[0],
                AnswerContent.EMPTY,
                cached);
    }

    private Map<String, String> tags() {
        Map<String, String> tags = new HashMap<>();
        if (random.nextBoolean()) {
            tags.put("weir.user", "u" + random.nextInt(4));
        }
        if (random.nextInt(3) == 0) {
            tags.put("team", random.nextBoolean() ? "=search" : "shop, \"web\"");
        }
        return tags;
    }

    private Attempt attempt(boolean failed) {
        boolean priced = random.nextInt(6) > 0;
        String error =
                failed ? List.of("cancelled", "hedge_lost", "provider_timeout").get(random.nextInt(3)) : null;
        return new Attempt(
                new AttemptId("at_" + NUMBERS.incrementAndGet()),
                new Target(PROVIDERS.get(random.nextInt(2)), "m" + random.nextInt(2)),
                error,
                Usage.builder()
                        .inputTokens(random.nextInt(1000))
                        .cachedInputTokens(random.nextInt(100))
                        .outputTokens(random.nextInt(1000))
                        .reasoningTokens(random.nextInt(10))
                        .searches(random.nextInt(2))
                        .estimated(random.nextInt(4) == 0)
                        .build(),
                priced ? new Money(random.nextLong(3_000_000_000L)) : null,
                priced ? random.nextInt(8) == 0 ? "EUR" : "USD" : null,
                null,
                random.nextLong(2_000_000_000L),
                1000,
                -1);
    }

    private Adjustment adjustment(Exchange exchange) {
        boolean whole = random.nextBoolean();
        return new Adjustment(
                "adj_" + NUMBERS.incrementAndGet(),
                ORGANIZATION,
                project,
                new KeyId("key_admin"),
                now,
                whole ? null : exchange.key(),
                whole ? null : exchange.id(),
                null,
                whole ? null : exchange.model(),
                whole ? null : exchange.target(),
                whole ? Map.of() : exchange.tags(),
                new Money(random.nextLong(-2_000_000_000L, 2_000_000_000L)),
                "USD",
                "because");
    }
}
