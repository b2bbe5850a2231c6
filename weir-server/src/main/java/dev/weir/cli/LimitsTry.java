package dev.weir.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code weir limits test}. */
@Command(
        name = "test",
        description =
                "Says whether a call would pass now, and what each limit says to it. Makes no call and takes nothing."
                        + " Ends with 1 if it would be stopped.")
final class LimitsTry extends ApiCommand {
    @Parameters(index = "0", paramLabel = "MODEL", description = "The model that would be asked.")
    private String model = "";

    @Option(
            names = "--of",
            paramLabel = "KEY",
            description =
                    "Whose call: the key's id, its name, or the beginning of its text; default: the one that asks.")
    private String key = "";

    @Option(names = "--prompt", paramLabel = "TEXT", description = "What it would say; @FILE reads a file.")
    private @Nullable String prompt;

    @Option(names = "--input-tokens", paramLabel = "N", description = "How long it would be, instead of a prompt.")
    private @Nullable Long inputTokens;

    @Option(names = "--output-tokens", paramLabel = "N", description = "Its output limit; default: none of its own.")
    private @Nullable Long outputTokens;

    @Option(names = "--user", paramLabel = "NAME", description = "Whom it would be for.")
    private @Nullable String user;

    @Option(names = "--tag", paramLabel = "NAME=VALUE", description = "A tag of it. May be given several times.")
    private Map<String, String> tags = new LinkedHashMap<>();

    LimitsTry(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode verdict = client.post("/api/limits/test", body(client));
        if (!printedJson(verdict)) {
            print(verdict);
        }
        return verdict.path("passes").asBoolean() ? 0 : 1;
    }

    private Map<String, Object> body(WeirClient client) throws IOException, InterruptedException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("key", key.isEmpty() ? "me" : new MeantKey(key).id(client));
        body.put("model", model);
        if (prompt != null) {
            body.put("prompt", prompt.startsWith("@") ? Files.readString(Path.of(prompt.substring(1))) : prompt);
        } else {
            body.put("input_tokens", inputTokens == null ? 0L : inputTokens);
        }
        if (outputTokens != null) {
            body.put("output_tokens", outputTokens);
        }
        if (user != null) {
            body.put("user", user);
        }
        body.put("tags", tags);
        return body;
    }

    private void print(JsonNode verdict) {
        out().println(
                        verdict.path("passes").asBoolean()
                                ? "It would pass."
                                : "It would be stopped: " + Shown.text(verdict, "reason"));
        if (verdict.path("worst_case").isString()) {
            out().println("At " + Shown.text(verdict, "deployment") + " it costs " + Shown.text(verdict, "worst_case")
                    + " " + Shown.text(verdict, "currency") + " at most: "
                    + verdict.path("input_tokens").asLong()
                    + " tokens in, " + verdict.path("output_tokens").asLong() + " out.");
        }
        if (verdict.path("limits").isEmpty()) {
            out().println("No limit holds it.");
            return;
        }
        Table table = new Table()
                .text("OF")
                .text("LIMIT")
                .text("ALLOWED")
                .text("USED")
                .text("WANTED")
                .text("");
        verdict.path("limits")
                .forEach(line -> table.row(
                        Shown.text(line, "title"),
                        kind(line),
                        Shown.text(line, "allowed"),
                        line.path("used").isString() ? Shown.text(line, "used") : "-",
                        line.path("wanted").isString() ? Shown.text(line, "wanted") : "-",
                        line.path("passes").asBoolean() ? "passes" : "stops"));
        table.print(out());
    }

    private static String kind(JsonNode line) {
        String limit = Shown.text(line, "limit");
        return line.path("period").isString() ? limit + " (" + Shown.text(line, "period") + ")" : limit;
    }
}
