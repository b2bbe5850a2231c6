package dev.weir.cli;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists models with their deployments. */
@Command(
        name = "list",
        description = "Lists the models with their deployments: health, the last hour's attempts and latency, what is used"
                + " of each limit now, and prices.")
final class ModelsList extends ApiCommand {
    ModelsList(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode models = client.get("/api/routes");
        join(models, views(client.get("/api/deployments")));
        if (!printedJson(models)) {
            table(models).print(out());
        }
        return 0;
    }

    /** How each deployment is, by model and deployment. */
    private static Map<List<String>, JsonNode> views(JsonNode deployments) {
        Map<List<String>, JsonNode> views = new HashMap<>();
        for (JsonNode view : deployments.path("data")) {
            views.put(List.of(Shown.text(view, "model"), Shown.text(view, "deployment")), view);
        }
        return views;
    }

    /** Puts what the API says of each deployment under it, as {@code state}. */
    private static void join(JsonNode models, Map<List<String>, JsonNode> views) {
        for (JsonNode model : models.path("data")) {
            for (JsonNode deployment : model.path("deployments")) {
                JsonNode view =
                        views.get(List.of(Shown.text(model, "name"), Shown.text(deployment, "deployment")));
                if (view != null && deployment instanceof ObjectNode entry) {
                    entry.set("state", view);
                }
            }
        }
    }

    private static Table table(JsonNode models) {
        Table table = new Table()
                .text("MODEL")
                .text("STRATEGY")
                .text("DEPLOYMENT")
                .number("WEIGHT")
                .text("HEALTH")
                .text("BREAKER")
                .number("ATTEMPTS/H")
                .number("FAILED")
                .number("P50")
                .number("P95")
                .number("FIRST TOKEN")
                .number("REQUESTS/MIN")
                .number("TOKENS/MIN")
                .number("AT ONCE")
                .text("PRICE");
        for (JsonNode model : models.path("data")) {
            String name = Shown.text(model, "name");
            String strategy = Shown.text(model, "strategy");
            for (JsonNode deployment : model.path("deployments")) {
                row(table, name, strategy, deployment);
                name = "";
                strategy = "";
            }
        }
        return table;
    }

    private static void row(Table table, String model, String strategy, JsonNode deployment) {
        JsonNode view = deployment.path("state");
        JsonNode hour = view.path("hour");
        JsonNode used = deployment.path("used");
        String price = Shown.text(deployment, "price");
        table.row(
                model,
                strategy,
                Shown.text(deployment, "deployment"),
                Shown.number(deployment, "weight"),
                Shown.text(view, "health"),
                Shown.text(view, "breaker"),
                Shown.number(hour, "attempts"),
                Shown.number(hour, "failed"),
                Shown.ms(hour, "p50_ms"),
                Shown.ms(hour, "p95_ms"),
                Shown.ms(hour, "first_token_ms"),
                ofLimit(used, "requests", "rpm"),
                ofLimit(used, "tokens", "tpm"),
                ofLimit(used, "in_flight", "concurrency"),
                price.isEmpty() ? "not known" : price);
    }

    /** Used of what is allowed; only what is used where there is no limit, or a dash where that is not counted. */
    private static String ofLimit(JsonNode used, String count, String limit) {
        if (!used.path(count).isNumber()) {
            return "-";
        }
        String now = Shown.number(used, count);
        return used.path(limit).isNumber() ? now + " of " + Shown.number(used, limit) : now;
    }
}
