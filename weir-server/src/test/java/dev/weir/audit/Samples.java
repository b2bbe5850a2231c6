package dev.weir.audit;

import dev.weir.spi.AnswerContent;
import dev.weir.spi.Attempt;
import dev.weir.spi.AttemptId;
import dev.weir.spi.Cached;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.KeyId;
import dev.weir.spi.Money;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Target;
import dev.weir.spi.Usage;
import dev.weir.store.JournalRecord;
import dev.weir.store.JournalRecord.AdminAction;
import dev.weir.store.JournalRecord.AttemptIntent;
import dev.weir.store.JournalRecord.AttemptOutcome;
import dev.weir.store.JournalRecord.Closed;
import dev.weir.store.TestExchange;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records of two projects. */
final class Samples {
    static final Instant AT = Instant.parse("2026-05-04T03:02:01.123456Z");
    static final KeyId KEY = new KeyId("key_A");
    static final OrganizationId ORGANIZATION = new OrganizationId("org_A");
    private static final Target TARGET = new Target("simulated", "small");

    private Samples() {}

    static ProjectId project(int number) {
        return new ProjectId(number % 2 == 0 ? "proj_even" : "proj_odd");
    }

    /** Made when its exchange began, as its id says. */
    static AttemptId attempt(int number) {
        StringBuilder digits = new StringBuilder();
        for (long rest = AT.plusSeconds(number).toEpochMilli(); digits.length() < 10; rest >>>= 5) {
            digits.append("0123456789ABCDEFGHJKMNPQRSTVWXYZ".charAt((int) (rest & 31)));
        }
        return new AttemptId("at_" + digits.reverse() + String.format(Locale.ROOT, "%016d", number));
    }

    static JournalRecord intent(int number) {
        return new AttemptIntent(
                attempt(number),
                new ExchangeId("ex_" + number),
                project(number),
                KEY,
                AT.plusSeconds(number),
                "small",
                TARGET,
                new Money(9_007_199_254_740_993L),
                "USD");
    }

    static JournalRecord outcome(int number) {
        return new AttemptOutcome(
                attempt(number),
                new ExchangeId("ex_" + number),
                project(number),
                AT.plusSeconds(number),
                Usage.of(3, 4),
                new Money(2),
                "USD",
                "provider_unavailable");
    }

    static JournalRecord closed(int number) {
        Attempt attempt = new Attempt(
                attempt(number),
                TARGET,
                null,
                Usage.builder().inputTokens(10).outputTokens(20).searches(1).build(),
                new Money(7),
                "USD",
                "2026-01",
                10,
                1000,
                100);
        return new Closed(
                new TestExchange("ex_" + number, project(number), KEY, AT.plusSeconds(number))
                        .request("req" + number)
                        .target(TARGET)
                        .used(Usage.of(10, 20))
                        .cost(new Money(7))
                        .took(2000, 110)
                        .attempts(List.of(attempt))
                        .tags(Map.of("person", "Jane Doe"))
                        .content(
                                "{\"question\": \"why, Jane?\"}".getBytes(StandardCharsets.UTF_8),
                                new AnswerContent(
                                        List.of(new AnswerContent.Choice("because", "", "", List.of(), "stop"))))
                        .cached(Cached.miss(new ExchangeId("ex_" + number)))
                        .end(),
                AT.plusSeconds(number));
    }

    static JournalRecord action(int number, @Nullable ProjectId project) {
        return new AdminAction(
                ORGANIZATION,
                project,
                KEY,
                AT.plusSeconds(number),
                "key.create",
                "key_" + number,
                Map.of("role", "owner", "name", "a \"name\"\n", "all_projects", "true", "\u00e4", "\u20ac"));
    }

    static JournalRecord refusal(int number) {
        return new JournalRecord.Refusal(
                null, null, AT, "req" + number, "GET", "/v1/models", "invalid_key", "There is no such key.");
    }
}
