package dev.weir.console;

import dev.weir.spi.AnswerContent;
import dev.weir.spi.Attempt;
import dev.weir.spi.AttemptId;
import dev.weir.spi.Cached;
import dev.weir.spi.Citation;
import dev.weir.spi.Exchange;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.KeyId;
import dev.weir.spi.Money;
import dev.weir.spi.Passage;
import dev.weir.spi.Principal;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Span;
import dev.weir.spi.Status;
import dev.weir.spi.Target;
import dev.weir.spi.Usage;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Exchanges that were never made. */
final class FakeTraces implements TraceSource {
    static final Instant NOW = Instant.parse("2026-11-19T14:32:07.118Z");
    static final ExchangeId RICH = new ExchangeId("ex_01KAF3Q7M2WV9Y6T4N1B8D5C3A");
    private static final KeyId KEY = new KeyId("key_01KAWEBCHAT");
    private final List<Exchange> exchanges = new ArrayList<>();

    /** What a script in a message looks like; the pages must show it, not run it. */
    static final String SCRIPT = "<script>alert('escaped?')</script>";

    FakeTraces(boolean filled) {
        if (filled) {
            exchanges.add(rich());
            for (int i = 1; i < 24; i++) {
                exchanges.add(plain(i));
            }
        }
    }

    List<Exchange> all() {
        return exchanges;
    }

    @Override
    public TraceList list(Principal principal, TraceFilter filter, @Nullable String cursor, int limit) {
        List<TraceRow> rows = exchanges.stream()
                .filter(e -> filter.status() == null || e.status() == filter.status())
                .filter(e -> filter.model().isEmpty() || e.model().equals(filter.model()))
                .filter(e -> e.id().value().contains(filter.text()))
                .filter(e -> e.durationNanos() >= filter.minMillis() * 1_000_000)
                .map(FakeTraces::row)
                .toList();
        int from = cursor == null ? 0 : Integer.parseInt(cursor);
        int to = Math.min(rows.size(), from + Math.min(limit, 20));
        return new TraceList(rows.subList(from, to), to == rows.size() ? null : Integer.toString(to));
    }

    @Override
    public TraceChoices choices(Principal principal) {
        return new TraceChoices(
                List.of("small", "support-main", "weir/extractive"),
                List.of(new TraceChoices.Key(KEY.value(), "web-chat")));
    }

    @Override
    public Optional<TraceView> find(Principal principal, ExchangeId id) {
        return exchanges.stream()
                .filter(e -> e.id().equals(id))
                .map(e -> new TraceView(e, "web-chat", charges(e)))
                .findFirst();
    }

    static TraceRow row(Exchange e) {
        return new TraceRow(
                e.id(),
                e.startedAt(),
                e.status(),
                e.error(),
                e.model(),
                e.target(),
                "web-chat",
                e.attempts().size(),
                e.cached() == null ? null : e.cached().outcome().wire(),
                e.durationNanos(),
                e.usage().inputTokens(),
                e.usage().outputTokens(),
                e.cost(),
                e.currency());
    }

    private static Map<AttemptId, List<Charge>> charges(Exchange e) {
        if (e.id() != RICH && !e.id().equals(RICH)) {
            return Map.of();
        }
        return Map.of(
                new AttemptId("at_2"),
                List.of(
                        new Charge("Input", 1364, money("2.00"), money("0.002728")),
                        new Charge("Input, cached", 2048, money("0.50"), money("0.001024")),
                        new Charge("Output", 386, money("8.00"), money("0.003088"))));
    }

    static Money money(String amount) {
        return Money.of(new BigDecimal(amount));
    }

    private static long ms(double millis) {
        return (long) (millis * 1e6);
    }

    private static Exchange rich() {
        Target claude = new Target("anthropic", "claude-sonnet-4-5");
        Target gpt = new Target("openai", "gpt-4.1");
        Usage usage = Usage.builder()
                .inputTokens(3412)
                .cachedInputTokens(2048)
                .outputTokens(386)
                .build();
        List<Attempt> attempts = List.of(
                new Attempt(
                        new AttemptId("at_1"),
                        claude,
                        "provider_unavailable",
                        Usage.NONE,
                        Money.ZERO,
                        "USD",
                        null,
                        ms(143),
                        ms(402),
                        -1),
                new Attempt(
                        new AttemptId("at_2"),
                        gpt,
                        null,
                        usage,
                        money("0.006840"),
                        "USD",
                        "gpt-4.1 from 2026-11-03",
                        ms(795),
                        ms(1031),
                        ms(421)));
        List<Span> spans = List.of(
                new Span("identity", 0, ms(0.4), Map.of("weir.key", "web-chat")),
                new Span("retrieval", ms(25), ms(118), Map.of("weir.passages", "3")),
                new Span("bm25", ms(25), ms(11), Map.of("weir.candidates", "50")),
                new Span("embeddings", ms(25), ms(4), Map.of("gen_ai.request.model", "weir/embed")),
                new Span("dense", ms(29), ms(30), Map.of("weir.candidates", "50")),
                new Span(
                        "routing",
                        ms(143),
                        ms(1683),
                        Map.of(
                                "strategy",
                                "classifier",
                                "order",
                                "anthropic/claude-sonnet-4-5, openai/gpt-4.1",
                                "kind",
                                "extraction",
                                "kind.probability",
                                "0.913",
                                "class",
                                "extraction")),
                new Span(Span.DROPPED, ms(1839), 0, Map.of("fields", "top_k, thinking")),
                new Span("backoff", ms(545), ms(250), Map.of()),
                new Span("journal", ms(1834), ms(6), Map.of("weir.position", "88204117")));
        return new Exchange(
                RICH,
                new ProjectId("proj_support"),
                KEY,
                "req_01KAF3Q7M2WV9Y6T4N1B8D5C3B",
                NOW,
                "chat",
                true,
                "support-main",
                gpt,
                Status.OK,
                null,
                null,
                "stop",
                usage,
                money("0.006840"),
                "USD",
                ms(1840),
                ms(1216),
                attempts,
                spans,
                passages(),
                citations(),
                0.91,
                Map.of("channel", "shop"),
                request(),
                new AnswerContent(List.of(new AnswerContent.Choice(
                        "Not as an ordinary return. Tents and sleeping gear may be returned within 30 days only if they"
                                + " are unused and in their packaging [1]; one night outdoors counts as use [1].\n\nIf"
                                + " nothing is wrong, offer the used-gear exchange: up to 60% of the price as store"
                                + " credit [2]. " + SCRIPT,
                        "",
                        "",
                        List.of(new AnswerContent.ToolCall("call_1", "look_up_order", "{\"order\": 48213}")),
                        "stop"))),
                null);
    }

    private static byte[] request() {
        return """
                {"model": "support-main", "stream": true, "messages": [
                  {"role": "system", "content": "You answer for Halden’s shop staff. Use only the passages given. Cite each statement. If the passages do not answer, say so."},
                  {"role": "user", "content": [{"type": "text", "text": "A customer used a Fjell 3 tent for one night and wants to return it. It was bought 24 days ago in our Oslo shop. Can we take it back? <script>alert('escaped?')</script>"}, {"type": "image_url", "image_url": {"url": "data:"}}]}
                ]}
                """.getBytes(StandardCharsets.UTF_8);
    }

    private static List<Passage> passages() {
        return List.of(
                passage(1, "Returns and exchanges", "4.2 Tents and sleeping gear", null, FakeKnowledge.TENTS, 1.93),
                passage(2, "Returns and exchanges", "6 Used-gear exchange", null, FakeKnowledge.EXCHANGE, 1.14),
                passage(3, "Returns and exchanges", "4.1 All other goods", 31, FakeKnowledge.OTHER, 0.77));
    }

    private static Passage passage(
            int number, String title, String heading, @Nullable Integer page, String text, double score) {
        int start = FakeKnowledge.TEXT.indexOf(text);
        return new Passage(
                number,
                "policies",
                FakeKnowledge.ID,
                title,
                "c" + number,
                text,
                start,
                start + text.length(),
                page,
                heading,
                score);
    }

    private static List<Citation> citations() {
        return List.of(
                citation(1, "Returns and exchanges", "4.2 Tents and sleeping gear", FakeKnowledge.TENTS),
                citation(2, "Returns and exchanges", "6 Used-gear exchange", FakeKnowledge.EXCHANGE));
    }

    private static Citation citation(int number, String title, String heading, String quote) {
        int start = FakeKnowledge.TEXT.indexOf(quote);
        return new Citation(
                number, "policies", FakeKnowledge.ID, title, null, heading, start, start + quote.length(), quote);
    }

    private static Exchange plain(int i) {
        boolean inProcess = i % 3 == 0;
        Status status = i == 4 ? Status.ERROR : i == 9 ? Status.CANCELLED : i == 15 ? Status.OPEN : Status.OK;
        Target target = inProcess ? new Target("weir", "extractive") : new Target("openai", "gpt-4.1-mini");
        String error = i == 4 ? "provider_timeout" : null;
        Usage usage = Usage.of(900 + i * 131, i == 4 ? 0 : 40 + i * 17);
        Money cost = inProcess ? Money.ZERO : money("0.00050").times(i);
        return new Exchange(
                new ExchangeId("ex_01KAF3Q7M2WV9Y6T4N1B8D5D" + (char) ('A' + i)),
                new ProjectId("proj_support"),
                KEY,
                "req_" + i,
                NOW.minusSeconds(i * 11L),
                "chat",
                false,
                inProcess ? "weir/extractive" : i % 2 == 0 ? "small" : "support-main",
                target,
                status,
                error,
                error == null ? null : "openai did not send a first token within 10 s.",
                "stop",
                usage,
                cost,
                "USD",
                ms(inProcess ? 8 + i : 380 + i * 97),
                ms(inProcess ? 3 : 240),
                i == 5
                        ? List.of()
                        : List.of(new Attempt(
                                new AttemptId("at_p" + i),
                                target,
                                error,
                                usage,
                                cost,
                                "USD",
                                null,
                                ms(1),
                                ms(inProcess ? 5 : 370),
                                ms(2))),
                List.of(new Span("routing", ms(0.5), ms(inProcess ? 6 : 372), Map.of())),
                List.of(),
                List.of(),
                null,
                Map.of(),
                "{\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}".getBytes(StandardCharsets.UTF_8),
                new AnswerContent(List.of(new AnswerContent.Choice("Hello.", "", "", List.of(), "stop"))),
                i == 5 ? new Cached(Cached.Outcome.HIT, RICH, money("0.0005"), "USD") : null);
    }
}
