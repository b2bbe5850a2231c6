package dev.weir.routing;

import dev.weir.dialect.OpenAiChat;
import dev.weir.dialect.OpenAiEmbeddings;
import dev.weir.dialect.Parsed;
import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.metering.PriceList;
import dev.weir.spi.Call;
import dev.weir.spi.Cancellation;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.Operation;
import dev.weir.spi.Outbound;
import dev.weir.spi.Principal;
import dev.weir.spi.Recording;
import dev.weir.spi.WeirOptions;
import java.time.Instant;
import java.util.List;

/** Says what would happen to a request, without calling anybody, and what the models are doing now. Thread-safe. */
public final class Explainer {
    private final Models models;
    private final Planner planner;
    private final PriceList prices;
    private final Deployments deployments;
    private final Clock clock;
    private final IdSource ids;

    Explainer(
            Models models, Planner planner, PriceList prices, Deployments deployments, Clock clock, IdSource ids) {
        this.models = models;
        this.planner = planner;
        this.prices = prices;
        this.deployments = deployments;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * Plans a request. Passages that retrieval would find are not counted.
     *
     * @param body a chat request, or, if it has an {@code input}, an embeddings request
     * @throws Refusal as the request itself would be refused
     */
    public Explanation explain(Principal principal, byte[] body) {
        Parsed<? extends Operation> parsed =
                Json.tree(body).has("input") ? OpenAiEmbeddings.readRequest(body) : OpenAiChat.readRequest(body);
        return switch (parsed) {
            case Parsed.Understood<? extends Operation> understood ->
                explain(call(principal, understood.operation(), understood.options()));
            case Parsed.Rejected<? extends Operation> rejected -> throw new Refusal(rejected.refusal());
        };
    }

    private Explanation explain(Call call) {
        String name = call.operation().model();
        Models.Model model = models.find(name).orElseThrow(() -> new Refusal(models.unknown(name)));
        return Explanation.of(planner.plan(call, model));
    }

    private Call call(Principal principal, Operation operation, WeirOptions options) {
        Recording recording = new Recording(new ExchangeId(ids.next("ex_")), clock, clock::nanoTime);
        return new Call(
                "",
                operation,
                options,
                principal,
                recording.startedAt().plus(Outbound.Timeouts.LONGEST),
                new Cancellation(),
                List.of(),
                null,
                Outbound.Timeouts.DEFAULT,
                recording);
    }

    /** Every public model, by name. */
    public List<ModelOverview> overview() {
        return models.list().stream().map(this::overview).toList();
    }

    /** Every public model's deployments and how they are, by the model's name. */
    public List<DeploymentView> deployments() {
        return models.list().stream()
                .flatMap(model -> model.deployments().stream().map(one -> view(model, one)))
                .toList();
    }

    private DeploymentView view(Models.Model model, Deployment deployment) {
        Instant now = clock.instant();
        return DeploymentView.of(
                model.name(),
                deployment,
                deployments.known(model, deployment.target()).orElse(null),
                prices.price(deployment.target(), now),
                now);
    }

    private ModelOverview overview(Models.Model model) {
        return ModelOverview.of(
                model,
                model.deployments().stream()
                        .map(one -> ModelOverview.Entry.of(
                                one,
                                model.strategy().preferredFor(one.target()),
                                prices.price(one.target(), clock.instant())))
                        .toList());
    }
}
