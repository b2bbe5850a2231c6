package dev.weir.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Finds passages. */
@Command(name = "search", description = "Finds passages and shows how each arm of the search ranks them.")
final class KbSearch extends ApiCommand {
    private static final int SNIPPET = 300;

    @Parameters(index = "0", paramLabel = "NAME", description = "The knowledge base.")
    private String base = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "QUERY", description = "What to look for.")
    private List<String> query = List.of();

    @Option(
            names = "--arms",
            split = ",",
            paramLabel = "ARM",
            description = "bm25 (words), dense (meaning), or both, which is the default.")
    private @Nullable List<String> arms;

    @Option(names = "-k", paramLabel = "N", defaultValue = "5", description = "How many passages, to 200; default: 5.")
    private int count;

    @Mixin
    private AsOptions as = new AsOptions();

    KbSearch(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        Map<String, Object> body = new LinkedHashMap<>(Map.of("query", String.join(" ", query), "k", count));
        if (arms != null) {
            body.put("arms", arms);
        }
        if (!as.isEmpty()) {
            body.put("as", as.body());
        }
        JsonNode found = client.post(KbCommand.path(base) + "/search", body);
        if (printedJson(found)) {
            return 0;
        }
        int number = 0;
        for (JsonNode hit : found.path("data")) {
            print(++number, hit);
        }
        if (number == 0) {
            err().println("Nothing in '" + base + "' fits.");
        }
        long waiting = found.path("waiting").asLong(0);
        if (waiting > 0) {
            err().println("note: " + Shown.count(waiting, "passage")
                    + " still wait for vectors and are found by words.");
        }
        return 0;
    }

    private void print(int number, JsonNode hit) {
        String heading = Shown.text(hit, "heading");
        out().println(number + ". " + Shown.text(hit, "title") + (heading.isEmpty() ? "" : " › " + heading) + "   ("
                + Shown.text(hit, "chunk_id") + ")");
        out().println("   score " + decimals(hit.path("score")) + arms(hit));
        String text = Shown.text(hit, "text").replaceAll("\\s+", " ");
        out().println("   " + (text.length() > SNIPPET ? text.substring(0, SNIPPET) + "…" : text));
    }

    private static String arms(JsonNode hit) {
        StringBuilder line = new StringBuilder();
        hit.path("ranks")
                .properties()
                .forEach(arm -> line.append("   ")
                        .append(arm.getKey())
                        .append(arm.getValue().asInt(0) == 0 ? " not listed" : " rank " + arm.getValue())
                        .append(" (")
                        .append(decimals(hit.path("scores").path(arm.getKey())))
                        .append(')'));
        return line.toString();
    }

    private static String decimals(JsonNode number) {
        return String.format(Locale.ROOT, "%.3f", number.asDouble(0));
    }
}
