package dev.weir.console;

import dev.weir.http.Refusal;
import dev.weir.routing.Explanation;
import dev.weir.routing.LimitUse;
import dev.weir.routing.ModelOverview;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Principal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Models that answer nobody. */
final class FakeRoutes implements RouteSource {
    private static final LimitUse USED = new LimitUse(3, 20L, 24L, 300L, null, null, 412L);
    private static final LimitUse IDLE = new LimitUse(0, null, null, null, null, null, null);

    private final boolean filled;

    FakeRoutes(boolean filled) {
        this.filled = filled;
    }

    @Override
    public List<ModelOverview> models(Principal principal) {
        ModelOverview.Entry quoting = new ModelOverview.Entry(
                "weir/extractive", 1, null, List.of(), List.of(), Map.of(), "runs here, costs nothing", IDLE);
        ModelOverview extractive = new ModelOverview("weir/extractive", "fallback", List.of(), null, List.of(quoting));
        if (!filled) {
            return List.of(extractive);
        }
        ModelOverview.Entry first = new ModelOverview.Entry(
                "openai/gpt-4.1",
                3,
                128_000L,
                List.of("eu"),
                List.of("vision", "tools"),
                Map.of("tier", "high"),
                "input 2 USD per 1M tokens, output 8 USD per 1M tokens",
                USED);
        ModelOverview.Entry second =
                new ModelOverview.Entry("local/llama", 1, null, List.of(), List.of(), Map.of(), null, IDLE);
        return List.of(
                new ModelOverview("support-main", "weighted", List.of("eu"), "0.05", List.of(first, second)),
                extractive);
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
                null);
    }
}
