package dev.weir.console;

import dev.weir.spi.Money;
import dev.weir.spi.Principal;
import dev.weir.spi.Status;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** A day that did not happen. */
final class FakeHome implements HomeSource {
    private static final int[] REQUESTS = {31, 22, 18, 25, 40, 88, 190, 610, 1204, 1702, 1655, 2110, 1802, 1911, 1010};
    private final boolean filled;
    private final FakeTraces traces;

    FakeHome(boolean filled, FakeTraces traces) {
        this.filled = filled;
        this.traces = traces;
    }

    @Override
    public HomeView figures(Principal principal, Instant from, Instant to) {
        if (!filled) {
            return new HomeView(0, 0, -1, -1, -1, null, null, List.of(), List.of(), List.of());
        }
        List<HomeView.Hour> hours = IntStream.range(0, REQUESTS.length)
                .mapToObj(i -> new HomeView.Hour(
                        from.plusSeconds(3600L * i),
                        REQUESTS[i],
                        i == 8 ? 129 : REQUESTS[i] / 600,
                        REQUESTS[i] * 1800L,
                        (i == 8 ? 3_600L : 2_100 + i * 31) * 1_000_000,
                        FakeTraces.money("0.0113").times(REQUESTS[i])))
                .toList();
        long requests = IntStream.of(REQUESTS).sum();
        Money spend = FakeTraces.money("0.0113").times(requests);
        return new HomeView(
                requests,
                140,
                1_040_000_000L,
                2_410_000_000L,
                640_000_000L,
                spend,
                "USD",
                hours,
                List.of(
                        model("small", "openai/gpt-4.1-mini", requests * 6 / 10, 14, 710, 1620),
                        model(
                                "support-main",
                                "anthropic/claude-sonnet-4-5, openai/gpt-4.1",
                                requests * 3 / 10,
                                126,
                                1920,
                                3840),
                        new HomeView.Model(
                                "weir/extractive", "in process", requests / 10, 0, 9_000_000, 21_000_000, Money.ZERO)),
                traces.all().stream()
                        .filter(exchange -> exchange.status() == Status.ERROR)
                        .map(FakeTraces::row)
                        .toList());
    }

    private static HomeView.Model model(String name, String by, long requests, long failed, long p50, long p95) {
        return new HomeView.Model(
                name,
                by,
                requests,
                failed,
                p50 * 1_000_000,
                p95 * 1_000_000,
                FakeTraces.money("0.0125").times(requests));
    }

    @Override
    public Setup setup(Principal principal) {
        return filled
                ? new Setup(false, "OPENAI_API_KEY", "policies", 1, true, "weir/extractive")
                : new Setup(false, null, null, 0, false, "weir/extractive");
    }
}
