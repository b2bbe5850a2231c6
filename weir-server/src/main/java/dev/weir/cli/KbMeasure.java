package dev.weir.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Measures a knowledge base on its own judged queries. */
@Command(
        name = "measure",
        description = {
            "Measures a knowledge base on its judged queries: as it is set, and each arm of the search alone.",
            "With --min it ends with 1 where a measure is below its floor, for continuous integration."
        })
final class KbMeasure extends ApiCommand {
    @Parameters(paramLabel = "NAME", description = "The knowledge base.")
    private String base = "";

    @Option(
            names = "--min",
            split = ",",
            paramLabel = "MEASURE=FLOOR",
            description = "Floors, such as ndcg@10=0.7,recall@10=0.8, for the base as it is set.")
    private Map<String, Double> floors = new LinkedHashMap<>();

    KbMeasure(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode report = client.post(KbCommand.path(base) + "/evaluate", Map.of());
        JsonNode current = report.path("data").path(0);
        List<String> known = List.copyOf(current.path("measures").propertyNames());
        for (String measure : floors.keySet()) {
            if (!known.contains(measure)) {
                throw new CommandFailure("There is no measure '" + measure + "': " + String.join(", ", known) + ".");
            }
        }
        if (!printedJson(report)) {
            print(report, known);
        }
        int below = 0;
        for (Map.Entry<String, Double> floor : floors.entrySet()) {
            double value =
                    current.path("measures").path(floor.getKey()).path("mean").asDouble(0);
            if (value < floor.getValue()) {
                err().printf(
                                Locale.ROOT,
                                "%s is %.4f, below its floor of %.4f%n",
                                floor.getKey(),
                                value,
                                floor.getValue());
                below++;
            }
        }
        return below == 0 ? 0 : 1;
    }

    private void print(JsonNode report, List<String> measures) {
        Table table = new Table().text("MEASURE");
        report.path("data")
                .forEach(each -> table.number(Shown.text(each, "name").toUpperCase(Locale.ROOT)));
        for (String measure : measures) {
            table.row(Stream.concat(
                            Stream.of(measure),
                            report.path("data")
                                    .valueStream()
                                    .map(each -> interval(each.path("measures").path(measure))))
                    .toArray(String[]::new));
        }
        table.print(out());
        out().println(Shown.count(
                        report.path("data").path(0).path("questions").asLong(0), "judged query", "judged queries")
                + "; in brackets the 95 % confidence interval.");
    }

    private static String interval(JsonNode of) {
        return String.format(
                Locale.ROOT,
                "%.3f [%.3f, %.3f]",
                of.path("mean").asDouble(0),
                of.path("low").asDouble(0),
                of.path("high").asDouble(0));
    }
}
