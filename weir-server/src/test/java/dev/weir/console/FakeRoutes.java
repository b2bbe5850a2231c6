package dev.weir.console;

import dev.weir.http.Refusal;
import dev.weir.metering.Price;
import dev.weir.routing.AttemptCounts;
import dev.weir.routing.DeploymentView;
import dev.weir.routing.DeploymentView.BreakerChange;
import dev.weir.routing.DeploymentView.Health;
import dev.weir.routing.DeploymentView.LastError;
import dev.weir.routing.Explanation;
import dev.weir.routing.LimitUse;
import dev.weir.routing.ModelOverview;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Principal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Models that answer nobody. */
final class FakeRoutes implements RouteSource {
    private static final LimitUse USED = new LimitUse(3, 20L, 24L, 300L, null, null, 412L);
    private static final LimitUse IDLE = new LimitUse(0, null, null, null, null, null, null);
    private static final AttemptCounts NOTHING = new AttemptCounts(0, 0, 0, null, null, null);
    private static final ModelOverview.Faults FAULTS =
            new ModelOverview.Faults(10_000, 120_000, 2, "p95", new ModelOverview.Trip(5, 30_000, 15_000));
    private static final Instant NOW = FakeTraces.NOW;

    private final boolean filled;

    FakeRoutes(boolean filled) {
        this.filled = filled;
    }

    @Override
    public List<ModelOverview> models(Principal principal) {
        ModelOverview.Entry quoting = new ModelOverview.Entry(
                "weir/extractive", "", 1, null, List.of(), List.of(), Map.of(), "runs here, costs nothing", IDLE);
        ModelOverview extractive =
                new ModelOverview("weir/extractive", "fallback", List.of(), null, FAULTS, null, List.of(quoting));
        if (!filled) {
            return List.of(extractive);
        }
        ModelOverview.Entry first = new ModelOverview.Entry(
                "openai/gpt-4.1",
                "",
                3,
                128_000L,
                List.of("eu"),
                List.of("vision", "tools"),
                Map.of("tier", "high"),
                "input 2 USD per 1M tokens, output 8 USD per 1M tokens",
                USED);
        ModelOverview.Entry second =
                new ModelOverview.Entry("local/llama", "", 1, null, List.of(), List.of(), Map.of(), null, IDLE);
        return List.of(
                new ModelOverview(
                        "support-main", "weighted", List.of("eu"), "0.05", FAULTS, null, List.of(first, second)),
                new ModelOverview(
                        "careful",
                        "cascade",
                        List.of(),
                        null,
                        FAULTS,
                        new Explanation.Cascading("whole", true, 0.8, null, 0.5, Map.of()),
                        List.of(second, first)),
                extractive);
    }

    @Override
    public List<DeploymentView> deployments(Principal principal) {
        DeploymentView extractive =
                view("weir/extractive", "weir/extractive", Health.IDLE, "runs here, costs nothing", false);
        return filled
                ? List.of(
                        view("support-main", "openai/gpt-4.1", Health.HEALTHY, "input 2 USD", true),
                        view("support-main", "local/llama", Health.DOWN, null, true),
                        view("careful", "local/llama", Health.DOWN, null, true),
                        view("careful", "openai/gpt-4.1", Health.HEALTHY, "input 2 USD", true),
                        extractive)
                : List.of(extractive);
    }

    private static DeploymentView view(
            String model, String deployment, Health health, @Nullable String price, boolean called) {
        boolean down = health == Health.DOWN;
        Instant failed = NOW.minusSeconds(6);
        List<Price.Line> prices = price == null || !called
                ? List.of()
                : List.of(
                        new Price.Line("input", "2", "USD", 1_000_000, null),
                        new Price.Line("cached_input", "0.5", "USD", 1_000_000, null),
                        new Price.Line("output", "8", "USD", 1_000_000, null),
                        new Price.Line("search", "25", "USD", 1000, null));
        return new DeploymentView(
                model,
                deployment,
                deployment.substring(0, deployment.indexOf('/')),
                health,
                down ? "open" : "closed",
                down ? 5 : 0,
                down ? NOW.plusSeconds(9) : null,
                down ? "provider_unavailable" : null,
                down ? failed : null,
                down
                        ? List.of(
                                new LastError("provider_unavailable", 503, failed),
                                new LastError("provider_timeout", null, failed.minusSeconds(4)))
                        : List.of(),
                down ? List.of(new BreakerChange("open", failed)) : List.of(),
                called ? new AttemptCounts(448, down ? 31 : 0, down ? 2 : 0, 2040L, 4100L, 710L) : NOTHING,
                called ? minutes(down) : List.of(),
                called ? USED : IDLE,
                price,
                prices);
    }

    private static List<AttemptCounts.Minute> minutes(boolean down) {
        List<AttemptCounts.Minute> minutes = new ArrayList<>();
        Instant now = NOW.truncatedTo(ChronoUnit.MINUTES);
        for (int ago = 58; ago >= 0; ago--) {
            long wave = Math.round(300 * Math.sin(ago / 6.0));
            int failed = down && ago < 4 ? 5 : 0;
            AttemptCounts counts = failed > 0
                    ? new AttemptCounts(failed, failed, 0, null, null, null)
                    : new AttemptCounts(8, 0, 0, 1900 + wave, 3800 + 2 * wave, 700 + wave / 4);
            if (ago % 9 != 4) {
                minutes.add(new AttemptCounts.Minute(now.minus(ago, ChronoUnit.MINUTES), counts));
            }
        }
        return minutes;
    }

    @Override
    public Explanation explain(Principal principal, byte[] body) {
        if (!new String(body, StandardCharsets.UTF_8).contains("support-main")) {
            throw new Refusal(ErrorCode.MODEL_NOT_FOUND, "There is no such model.");
        }
        return new Explanation(
                "support-main",
                "weighted",
                List.of(),
                500,
                List.of("openai/gpt-4.1", "local/llama"),
                List.of(new Explanation.Dropped(
                        "local/llama", "regions", "does not say in which region it is, the model allows eu")),
                List.of(new Explanation.Chosen("openai/gpt-4.1", 9, "0.004018", "USD", "input 2 USD", 3, USED)),
                Map.of(),
                null,
                null,
                null);
    }
}
