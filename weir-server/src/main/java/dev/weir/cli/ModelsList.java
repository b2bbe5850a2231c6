package dev.weir.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** Lists models with their deployments. */
@Command(
        name = "list",
        description = "Lists the models with their deployments, what is used of each limit now, and prices.")
final class ModelsList extends ApiCommand {
    ModelsList(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode models = client.get("/api/routes");
        if (!printedJson(models)) {
            table(models).print(out());
        }
        return 0;
    }

    private static Table table(JsonNode models) {
        Table table = new Table()
                .text("MODEL")
                .text("STRATEGY")
                .text("DEPLOYMENT")
                .number("WEIGHT")
                .number("REQUESTS/MIN")
                .number("TOKENS/MIN")
                .number("AT ONCE")
                .number("LATENCY")
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
        JsonNode used = deployment.path("used");
        String price = Shown.text(deployment, "price");
        table.row(
                model,
                strategy,
                Shown.text(deployment, "deployment"),
                Shown.number(deployment, "weight"),
                ofLimit(used, "requests", "rpm"),
                ofLimit(used, "tokens", "tpm"),
                ofLimit(used, "in_flight", "concurrency"),
                Shown.ms(used, "latency_ms"),
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
