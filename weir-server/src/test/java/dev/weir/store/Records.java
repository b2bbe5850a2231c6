package dev.weir.store;

import dev.weir.spi.AnswerContent;
import dev.weir.spi.Attempt;
import dev.weir.spi.AttemptId;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.KeyId;
import dev.weir.spi.Money;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Span;
import dev.weir.spi.Target;
import dev.weir.spi.Usage;
import dev.weir.store.JournalRecord.AttemptIntent;
import dev.weir.store.JournalRecord.AttemptOutcome;
import dev.weir.store.JournalRecord.Closed;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Records of ordinary size for tests. */
final class Records {
    static final ProjectId PROJECT = new ProjectId("proj_A");
    static final KeyId KEY = new KeyId("key_A");
    static final Target TARGET = new Target("simulated", "small");
    static final Instant AT = Instant.parse("2026-05-04T03:02:01.123456Z");

    private Records() {}

    static AttemptIntent intent(int number) {
        return new AttemptIntent(
                attempt(number), exchange(number), PROJECT, KEY, AT, "small", TARGET, new Money(5), "USD");
    }

    static AttemptOutcome outcome(int number) {
        return new AttemptOutcome(
                attempt(number), exchange(number), PROJECT, AT, Usage.of(3, 4), new Money(2), "USD", null);
    }

    static Closed closed(int number) {
        Attempt attempt = new Attempt(
                attempt(number), TARGET, null, Usage.of(10, 20), new Money(7), "USD", "2026-01", 10, 1000, 100);
        return closed(number, List.of(attempt));
    }

    static Closed closed(int number, List<Attempt> attempts) {
        return new Closed(
                new TestExchange("ex_" + number, PROJECT, KEY, AT)
                        .request("req" + number)
                        .target(TARGET)
                        .used(Usage.of(10, 20))
                        .cost(new Money(7))
                        .took(2000, 110)
                        .attempts(attempts)
                        .spans(List.of(new Span("attempt", 10, 1000, Map.of("gen_ai.request.model", "small"))))
                        .tags(Map.of("team", "tests"))
                        .content(
                                ("{\"question\":\"" + "why? ".repeat(150) + number + "\"}")
                                        .getBytes(StandardCharsets.UTF_8),
                                new AnswerContent(List.of(
                                        new AnswerContent.Choice("because of " + number, "", "", List.of(), "stop"))))
                        .end(),
                AT);
    }

    static AttemptId attempt(int number) {
        return new AttemptId("at_" + number);
    }

    static ExchangeId exchange(int number) {
        return new ExchangeId("ex_" + number);
    }
}
