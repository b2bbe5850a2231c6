package dev.weir.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code weir usage rerate}. */
@Command(
        name = "rerate",
        description =
                "Prices what was used with another price book and shows the difference; nothing is changed. Without --prices"
                        + " it is the book in force: did the prices change since?")
final class UsageRerate extends ApiCommand {
    @Option(
            names = "--prices",
            paramLabel = "FILE",
            description =
                    "The prices in YAML or JSON, as under prices: in weir.yaml, or a whole weir.yaml; they go before"
                            + " the shipped ones. - reads them from the input.")
    private @Nullable Path prices;

    @Option(names = "--from", paramLabel = "TIME", description = "From when: 2026-11-01, or 2026-11-01T08:00:00Z.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Until when, excluded; default: now.")
    private @Nullable String to;

    @Option(names = "--last", paramLabel = "SPAN", description = "The last hours, days or weeks: 24h, 7d, 4w.")
    private @Nullable String last;

    @Option(names = "--all-projects", description = "Of all projects of the organization.")
    private boolean allProjects;

    UsageRerate(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        List<String> query = new ArrayList<>();
        add(query, "from", from);
        add(query, "to", to);
        add(query, "last", last);
        if (allProjects) {
            query.add("all_projects=true");
        }
        Map<String, Object> body = prices == null ? Map.of() : Map.of("prices", book(prices));
        JsonNode report = client.post("/api/usage/rerate?" + String.join("&", query), body);
        if (!printedJson(report)) {
            print(report);
        }
        return 0;
    }

    private static Object book(Path file) throws IOException {
        Object read = Entries.read(file);
        return read instanceof Map<?, ?> whole && whole.get("prices") instanceof Map<?, ?> prices ? prices : read;
    }

    private static void add(List<String> query, String name, @Nullable String value) {
        if (value != null) {
            query.add(name + "=" + WeirClient.encoded(value));
        }
    }

    private void print(JsonNode report) {
        if (report.path("data").isEmpty()) {
            out().println("Nothing was used in that time.");
            return;
        }
        Table table = new Table()
                .text("MODEL")
                .text("DEPLOYMENT")
                .number("ATTEMPTS")
                .number("CHANGED")
                .number("COST")
                .number("RERATED")
                .number("DIFFERENCE");
        report.path("data")
                .forEach(row -> table.row(
                        Shown.text(row, "model"),
                        Shown.text(row, "deployment"),
                        Shown.number(row, "attempts"),
                        Shown.number(row, "changed"),
                        money(row, "cost", "cost_currency"),
                        money(row, "rerated_cost", "rerated_currency"),
                        money(row, "difference", "cost_currency")));
        table.print(out());
        out().println();
        report.path("total")
                .forEach(sum -> out().println("In all " + money(sum, "cost", "currency") + ", rerated "
                        + money(sum, "rerated_cost", "currency") + ": a difference of "
                        + money(sum, "difference", "currency") + "."));
    }

    private static String money(JsonNode row, String name, String currency) {
        String amount = Shown.text(row, name);
        return amount.isEmpty() ? "-" : Shown.money(amount, Shown.text(row, currency));
    }
}
