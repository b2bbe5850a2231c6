package dev.weir.cli;

import dev.weir.http.Json;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Explains where a request would go. */
@Command(
        name = "explain",
        description = "Shows which deployments a request would be sent to, in which order, and why others are left out."
                + " Calls nobody.")
final class ModelsExplain extends ApiCommand {
    @Parameters(
            arity = "0..*",
            paramLabel = "MODEL [TEXT…]",
            description = "The model's public name, and what the user says; without --file.")
    private List<String> words = List.of();

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "A whole request as JSON: a chat request, or an embeddings request.")
    private @Nullable Path file;

    ModelsExplain(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode explained = client.post("/api/routes/explain", "application/json", BodyPublishers.ofByteArray(body()));
        if (!printedJson(explained)) {
            print(explained);
        }
        return 0;
    }

    private byte[] body() throws IOException {
        if (file != null && words.isEmpty()) {
            return Files.readAllBytes(file);
        }
        if (file != null || words.isEmpty()) {
            throw new CommandFailure("Name a model, or a request with --file. For example: ./weir models explain"
                    + " weir/extractive \"How do I back up Weir?\"");
        }
        String text = words.size() == 1 ? "hello" : String.join(" ", words.subList(1, words.size()));
        return Json.bytes(
                Map.of("model", words.getFirst(), "messages", List.of(Map.of("role", "user", "content", text))));
    }

    private void print(JsonNode explained) {
        out().println(Shown.text(explained, "model") + ", " + Shown.text(explained, "strategy") + ": "
                + explained.path("chosen").size() + " of "
                + explained.path("considered").size() + " deployments would be called");
        if (!explained.path("chosen").isEmpty()) {
            out().println();
            chosen(explained).print(out());
        }
        for (JsonNode dropped : explained.path("dropped")) {
            out().println();
            out().println(Shown.text(dropped, "deployment") + " is left out: it " + Shown.text(dropped, "reason") + " ["
                    + Shown.text(dropped, "filter") + "]");
        }
        JsonNode refusal = explained.path("refusal");
        if (refusal.isObject()) {
            out().println();
            out().println("The caller would get " + refusal.path("status").asInt() + ": "
                    + Shown.text(refusal, "message"));
        }
    }

    private static Table chosen(JsonNode explained) {
        Table table = new Table()
                .number("#")
                .text("DEPLOYMENT")
                .number("INPUT TOKENS")
                .number("EXPECTED COST")
                .text("PRICE");
        int place = 1;
        for (JsonNode each : explained.path("chosen")) {
            String cost = Shown.text(each, "expected_cost");
            table.row(
                    Integer.toString(place++),
                    Shown.text(each, "deployment"),
                    Shown.number(each, "input_tokens"),
                    cost.isEmpty() ? "not known" : Shown.money(cost, Shown.text(each, "cost_currency")),
                    Shown.text(each, "price"));
        }
        return table;
    }
}
