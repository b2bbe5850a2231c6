package dev.weir.bench;

import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.spi.AnswerContent;
import dev.weir.spi.Attempt;
import dev.weir.spi.AttemptId;
import dev.weir.spi.Exchange;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.KeyId;
import dev.weir.spi.Money;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Span;
import dev.weir.spi.Status;
import dev.weir.spi.Target;
import dev.weir.spi.Usage;
import dev.weir.store.JournalRecord.AttemptIntent;
import dev.weir.store.JournalRecord.Closed;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Exchanges as the journal gets them: 1 KB of request, 500 B of answer, one attempt that cost something, four spans.
 * Thread-safe.
 */
final class Exchanges {
    private static final ProjectId PROJECT = new ProjectId("proj_bench");
    private static final KeyId KEY = new KeyId("key_bench");
    private static final Target TARGET = new Target("simulated", "small");

    private final IdSource ids;

    Exchanges(IdSource ids) {
        this.ids = ids;
    }

    AttemptIntent intent() {
        return new AttemptIntent(
                new AttemptId(ids.next(AttemptId.PREFIX)),
                new ExchangeId(ids.next("ex_")),
                PROJECT,
                KEY,
                Clock.SYSTEM.instant(),
                "small",
                TARGET,
                new Money(1_000_000),
                "USD");
    }

    /** The end of the exchange that began with this intent. */
    Closed closed(AttemptIntent intent) {
        Attempt attempt = new Attempt(
                intent.attempt(),
                TARGET,
                null,
                Usage.of(250, 120),
                new Money(370_000),
                "USD",
                "2026-11-01",
                20_000,
                900_000,
                300_000);
        return new Closed(
                new Exchange(
                        intent.exchange(),
                        PROJECT,
                        KEY,
                        ids.next("req_"),
                        intent.at(),
                        "chat",
                        false,
                        "small",
                        TARGET,
                        Status.OK,
                        null,
                        null,
                        "stop",
                        attempt.usage(),
                        attempt.cost(),
                        "USD",
                        1_000_000,
                        320_000,
                        List.of(attempt),
                        List.of(span("identity"), span("retrieval"), span("attempt"), span("chat small")),
                        List.of(),
                        List.of(),
                        null,
                        Map.of("team", "bench"),
                        Texts.REQUEST,
                        Texts.ANSWER,
                        null),
                Clock.SYSTEM.instant());
    }

    private static Span span(String name) {
        return new Span(name, 10_000, 900_000, Map.of("gen_ai.request.model", "small", "gen_ai.system", "simulated"));
    }

    /** Prose, because how well text compresses is part of the cost. */
    private static final class Texts {
        private static final String PROSE = """
                The tenant may end the lease at the close of any calendar quarter by written notice of three months. \
                Where the premises cannot be used for their purpose through no fault of the tenant, the rent is reduced \
                for as long as this lasts, in proportion to what is missing. Improvements that the tenant has made with \
                the landlord's consent are paid for at their value on the day of leaving, unless both agreed otherwise. \
                """;

        private static final byte[] REQUEST = request();
        private static final AnswerContent ANSWER = new AnswerContent(
                List.of(new AnswerContent.Choice(PROSE.repeat(2).substring(100, 600), "", "", List.of(), "stop")));

        private static byte[] request() {
            String content = (PROSE + PROSE.toUpperCase(Locale.ROOT) + PROSE).substring(0, 950);
            return ("{\"model\":\"small\",\"messages\":[{\"role\":\"user\",\"content\":\"" + content + "\"}]}")
                    .getBytes(StandardCharsets.UTF_8);
        }
    }
}
