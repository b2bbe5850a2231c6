package dev.weir.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code weir usage}. */
@Command(
        name = "usage",
        description = {
            "Shows what was used and what it cost, told apart by anything: hour, day, month, organization, project, key,"
                    + " model, provider, deployment, operation, status, user, batch, tag, or tag:NAME.",
            "The last 30 days by day, unless said otherwise. Amounts are exact."
        })
final class UsageCommand extends ApiCommand {
    private static final List<String> MEASURES =
            List.of("requests", "errors", "input_tokens", "cached_input_tokens", "output_tokens");

    @Option(
            names = "--group-by",
            paramLabel = "NAMES",
            description = "What rows are told apart by, with commas between; default: day. none makes one row.")
    private String groupBy = "day";

    @Option(names = "--from", paramLabel = "TIME", description = "From when: 2026-11-01, or 2026-11-01T08:00:00Z.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Until when, excluded; default: now.")
    private @Nullable String to;

    @Option(names = "--last", paramLabel = "SPAN", description = "The last hours, days or weeks: 24h, 7d, 4w.")
    private @Nullable String last;

    @Option(
            names = "--time-zone",
            paramLabel = "ZONE",
            description = "Whose days count, such as Europe/Berlin; default: UTC.")
    private @Nullable String zone;

    @Option(
            names = "--where",
            paramLabel = "NAME=VALUE",
            description = "Only what has this: model=gpt-4o, user=ann, status=error, tag=team=search; may be repeated.")
    private List<String> filters = List.of();

    @Option(names = "--all-projects", description = "Of all projects of the organization.")
    private boolean allProjects;

    @Option(names = "--dearest", paramLabel = "N", description = "Only the rows that cost most, dearest first.")
    private int dearest;

    @Option(names = "--csv", description = "Print comma-separated values with a head.")
    private boolean csv;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Write the rows into a file, which must not exist yet.")
    private @Nullable Path output;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "What is written: json, csv, parquet or focus; default: as the file's name ends.")
    private @Nullable String format;

    private UsageCommand(Machine machine) {
        super(machine);
    }

    static CommandLine line(Machine machine) {
        return new CommandLine(new UsageCommand(machine))
                .addSubcommand(new UsageCheckCommand(machine))
                .addSubcommand(new UsageAdjust(machine))
                .addSubcommand(new UsageAdjustments(machine))
                .addSubcommand(new UsageRerate(machine));
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        String wanted = wantedFormat();
        if (output != null) {
            write(client, wanted, output);
            err().println("Wrote " + output + ".");
        } else if (!wanted.equals("table")) {
            print(client, wanted);
        } else {
            show(client);
        }
        return 0;
    }

    private String wantedFormat() {
        if (format != null) {
            return format.toLowerCase(Locale.ROOT);
        } else if (csv) {
            return "csv";
        } else if (options().json()) {
            return "json";
        } else if (output == null) {
            return "table";
        }
        String name = output.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".csv") ? "csv" : name.endsWith(".parquet") ? "parquet" : "json";
    }

    private String path() {
        List<String> query = new ArrayList<>();
        if (!groupBy.equals("none")) {
            query.add("group_by=" + WeirClient.encoded(groupBy));
        }
        add(query, "from", from);
        add(query, "to", to);
        add(query, "last", last);
        add(query, "time_zone", zone);
        for (String filter : filters) {
            int equals = filter.indexOf('=');
            if (equals < 1) {
                throw new CommandFailure("'" + filter + "' is no NAME=VALUE, such as model=gpt-4o.");
            }
            add(query, filter.substring(0, equals), filter.substring(equals + 1));
        }
        if (allProjects) {
            query.add("all_projects=true");
        }
        return "/api/usage?" + String.join("&", query);
    }

    private static void add(List<String> query, String name, @Nullable String value) {
        if (value != null) {
            query.add(WeirClient.encoded(name) + "=" + WeirClient.encoded(value));
        }
    }

    private JsonNode rows(WeirClient client) throws IOException, InterruptedException {
        return dearest > 0 ? client.get(path() + "&order=cost&limit=" + dearest) : Pages.all(client, path());
    }

    private void print(WeirClient client, String wanted) throws IOException, InterruptedException {
        if (wanted.equals("json")) {
            out().println(rows(client).toPrettyString());
            return;
        }
        if (wanted.equals("parquet")) {
            throw new CommandFailure("Parquet is not for the screen: name a file with --output.");
        }
        try (InputStream body = client.download(path() + "&format=" + WeirClient.encoded(wanted))) {
            out().print(new String(body.readAllBytes(), StandardCharsets.UTF_8));
            out().flush();
        }
    }

    private void write(WeirClient client, String wanted, Path file) throws IOException, InterruptedException {
        try {
            if (wanted.equals("json")) {
                writeJson(client, file);
                return;
            }
            try (InputStream body = client.download(path() + "&format=" + WeirClient.encoded(wanted))) {
                Files.copy(body, file);
            }
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailure(file + " exists. Name a file that does not.");
        }
    }

    /** Page by page: there may be more than fits into memory. */
    private void writeJson(WeirClient client, Path file) throws IOException, InterruptedException {
        try (BufferedWriter json = Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW)) {
            json.write("{\"data\": [");
            String separator = "\n";
            String next = "";
            do {
                JsonNode page = client.get(
                        path() + "&limit=1000" + (next.isEmpty() ? "" : "&cursor=" + WeirClient.encoded(next)));
                for (JsonNode row : page.path("data")) {
                    json.write(separator + row);
                    separator = ",\n";
                }
                next = Shown.text(page, "next");
            } while (!next.isEmpty());
            json.write("\n], \"next\": null}\n");
        }
    }

    private void show(WeirClient client) throws IOException, InterruptedException {
        JsonNode found = rows(client).path("data");
        if (found.isEmpty()) {
            out().println("Nothing was used in that time.");
            return;
        }
        List<String> groups = groups();
        Table table = new Table();
        groups.forEach(group -> table.text(group.toUpperCase(Locale.ROOT)));
        MEASURES.forEach(measure ->
                table.number(measure.replace("_tokens", "").replace('_', ' ').toUpperCase(Locale.ROOT)));
        table.number("CACHE SAVED").number("ADJUSTED").number("COST");
        found.forEach(row -> table.row(cells(groups, row)));
        table.print(out());
        out().println();
        out().println("In all " + Shown.number(sum(found, "requests")) + " requests and " + totals(found) + ".");
    }

    private List<String> groups() {
        return groupBy.equals("none")
                ? List.of()
                : List.of(groupBy.split(",", -1)).stream().map(String::strip).toList();
    }

    private static String[] cells(List<String> groups, JsonNode row) {
        List<String> cells = new ArrayList<>();
        for (String group : groups) {
            String name = Shown.text(row, group + "_name");
            String value = Shown.text(row, group);
            cells.add(!name.isEmpty() ? name : value.isEmpty() ? "-" : value);
        }
        MEASURES.forEach(measure -> cells.add(Shown.number(row, measure)));
        cells.add(amount(row, "cache_savings"));
        cells.add(amount(row, "adjustment"));
        String currency = Shown.text(row, "cost_currency");
        cells.add(currency.isEmpty() ? "-" : Shown.money(Shown.text(row, "net_cost"), currency));
        return cells.toArray(String[]::new);
    }

    private static String amount(JsonNode row, String name) {
        BigDecimal amount = new BigDecimal(Shown.text(row, name));
        return amount.signum() == 0 ? "-" : amount.toPlainString();
    }

    private static long sum(JsonNode rows, String measure) {
        long sum = 0;
        for (JsonNode row : rows) {
            sum += row.path(measure).asLong(0);
        }
        return sum;
    }

    private static String totals(JsonNode rows) {
        Map<String, BigDecimal> sums = new TreeMap<>();
        for (JsonNode row : rows) {
            String currency = Shown.text(row, "cost_currency");
            if (!currency.isEmpty()) {
                sums.merge(currency, new BigDecimal(Shown.text(row, "net_cost")), BigDecimal::add);
            }
        }
        return sums.isEmpty()
                ? "no cost"
                : sums.entrySet().stream()
                        .map(sum -> Shown.money(sum.getValue().toPlainString(), sum.getKey()))
                        .collect(Collectors.joining(" and "));
    }
}
