package dev.weir.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** Lists plans. */
@Command(name = "plans", description = "Lists what the organization pays by, by first month.")
final class BillPlans extends ApiCommand {
    BillPlans(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode plans = client.get("/api/plans");
        if (printedJson(plans)) {
            return 0;
        }
        if (plans.path("data").isEmpty()) {
            out().println("There is no plan: costs are passed on as they are.");
            return 0;
        }
        Table table = new Table()
                .text("ID")
                .text("FROM")
                .text("NAME")
                .text("CURRENCY")
                .number("MARKUP")
                .number("PRICES")
                .number("FEE");
        plans.path("data")
                .forEach(plan -> table.row(
                        Shown.text(plan, "id"),
                        Shown.text(plan, "from"),
                        Shown.text(plan, "name"),
                        plan.path("currency").asString("USD"),
                        plan.path("markup").asString("0") + " %",
                        Integer.toString(plan.path("prices").size()),
                        plan.path("fee").asString("0")));
        table.print(out());
        return 0;
    }
}
