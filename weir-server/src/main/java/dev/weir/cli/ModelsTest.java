package dev.weir.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Makes one small call. */
@Command(
        name = "test",
        description = "Makes one small call to a model and shows who answered, how fast, and what it cost.")
final class ModelsTest extends ApiCommand {
    private static final int FEW_TOKENS = 16;
    private static final Map<String, Object> WITH_EXTRAS = Map.of();

    @Parameters(paramLabel = "MODEL", description = "The model's public name.")
    private String model = "";

    @Option(names = "--embeddings", description = "Ask for a vector instead of a chat.")
    private boolean embeddings;

    ModelsTest(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode answer = embeddings
                ? client.post("/v1/embeddings", Map.of("model", model, "input", "Hello", "weir", WITH_EXTRAS))
                : client.post("/v1/chat/completions", chat());
        String id = Shown.text(answer.path("weir"), "exchange_id");
        JsonNode exchange = client.get("/api/exchanges/" + WeirClient.encoded(id));
        if (!printedJson(exchange)) {
            print(exchange, client.url() + "/console/traces/" + id);
        }
        return 0;
    }

    private Map<String, Object> chat() {
        return Map.of(
                "model",
                model,
                "messages",
                List.of(Map.of("role", "user", "content", "Answer with one word: hello")),
                "max_tokens",
                FEW_TOKENS,
                "weir",
                WITH_EXTRAS);
    }

    private void print(JsonNode exchange, String trace) {
        JsonNode usage = exchange.path("usage");
        out().println("model       " + model);
        out().println("deployment  " + Shown.text(exchange, "deployment"));
        out().println("attempts    " + exchange.path("attempts").size());
        out().println("latency     " + Shown.ms(exchange, "duration_ms"));
        out().println("tokens      input " + Shown.number(usage, "input_tokens") + ", output "
                + Shown.number(usage, "output_tokens"));
        out().println("cost        " + Shown.money(exchange));
        out().println("trace       " + trace);
    }
}
