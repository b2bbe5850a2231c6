package dev.weir.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** {@code weir usage adjustments}. */
@Command(name = "adjustments", description = "Lists the project's adjustments, newest first.")
final class UsageAdjustments extends ApiCommand {
    UsageAdjustments(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode all = Pages.all(client, "/api/adjustments");
        if (printedJson(all)) {
            return 0;
        }
        if (all.path("data").isEmpty()) {
            out().println("Nothing was adjusted.");
            return 0;
        }
        Table table = new Table()
                .text("ID")
                .text("TIME")
                .number("AMOUNT")
                .text("ABOUT")
                .text("REASON");
        all.path("data")
                .forEach(one -> table.row(
                        Shown.text(one, "id"),
                        Shown.time(one, "at"),
                        Shown.money(Shown.text(one, "amount"), Shown.text(one, "currency")),
                        about(one),
                        Shown.text(one, "reason")));
        table.print(out());
        return 0;
    }

    private static String about(JsonNode one) {
        for (String what : new String[] {"attempt_id", "exchange_id", "key_id"}) {
            if (one.path(what).isString()) {
                return Shown.text(one, what);
            }
        }
        return "the project";
    }
}
