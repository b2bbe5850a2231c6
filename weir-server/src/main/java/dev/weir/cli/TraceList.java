package dev.weir.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** The newest exchanges. */
@Command(name = "list", description = "Lists exchanges, newest first.")
final class TraceList extends ApiCommand {
    @Option(names = "--status", paramLabel = "STATUS", description = "Only those: ok, error, cancelled or open.")
    private @Nullable String status;

    @Option(names = "--model", paramLabel = "MODEL", description = "Only those that asked for this model.")
    private @Nullable String model;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "How many, to 500; default: 20.")
    private int limit;

    TraceList(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode page = client.get("/api/exchanges?limit=" + limit + filter("status", status) + filter("model", model));
        if (printedJson(page)) {
            return 0;
        }
        if (page.path("data").isEmpty()) {
            err().println(
                            status == null && model == null
                                    ? "Nothing has passed through this project yet."
                                    : "No exchange fits these filters.");
        } else {
            table(page).print(out());
        }
        return 0;
    }

    private static String filter(String name, @Nullable String value) {
        return value == null ? "" : "&" + name + "=" + WeirClient.encoded(value);
    }

    private static Table table(JsonNode page) {
        Table table = new Table()
                .text("TIME")
                .text("STATUS")
                .text("MODEL")
                .number("TOKENS IN")
                .number("OUT")
                .number("COST")
                .number("FIRST TOKEN")
                .number("TOTAL")
                .text("ID");
        page.path("data")
                .forEach(exchange -> table.row(
                        Shown.time(exchange, "time"),
                        Shown.text(exchange, "status"),
                        Shown.text(exchange, "model"),
                        Shown.number(exchange.path("usage"), "input_tokens"),
                        Shown.number(exchange.path("usage"), "output_tokens"),
                        Shown.money(exchange),
                        Shown.ms(exchange, "first_token_ms"),
                        Shown.ms(exchange, "duration_ms"),
                        Shown.text(exchange, "id")));
        return table;
    }
}
