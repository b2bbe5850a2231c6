package dev.weir.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code weir budget}. */
@Command(
        name = "budget",
        description =
                "Shows the budgets that every call of a key is held to: what is spent, what is set aside for calls in"
                        + " progress, and when they are full again. keys create, keys limit and limits set give budgets.")
final class BudgetCommand extends ApiCommand {
    @Parameters(
            paramLabel = "KEY",
            arity = "0..1",
            description = "The key's id, its name, or the beginning of its text; default: the one that asks.")
    private String key = "";

    BudgetCommand(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        String id = key.isEmpty() ? "me" : new MeantKey(key).id(client);
        JsonNode chain = client.get("/api/budgets/" + WeirClient.encoded(id));
        if (printedJson(chain)) {
            return 0;
        }
        if (chain.path("data").isEmpty()) {
            out().println("No budget holds its calls.");
            return 0;
        }
        Table table = new Table()
                .text("OF")
                .text("LIMIT")
                .text("PERIOD")
                .text("SPENT")
                .text("SET ASIDE")
                .text("FULL AGAIN");
        chain.path("data")
                .forEach(line -> table.row(
                        Shown.text(line, "name"),
                        Shown.text(line, "limit") + " " + Shown.text(line, "currency"),
                        Shown.text(line, "period"),
                        Shown.text(line, "settled"),
                        Shown.text(line, "reserved"),
                        line.path("resets_at").isString() ? Shown.time(line, "resets_at") : "never"));
        table.print(out());
        return 0;
    }
}
