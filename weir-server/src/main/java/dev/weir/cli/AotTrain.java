package dev.weir.cli;

import dev.weir.simulator.Answer;
import dev.weir.simulator.Script;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** Does once what the first minute of a server does, so that the build learns which classes that needs. */
@Command(name = "aot-train", hidden = true, description = "Starts a server for a moment; the build uses it.")
final class AotTrain implements Callable<Integer> {
    private static final List<String> PAGES = List.of(
            "/healthz",
            "/readyz",
            "/metrics",
            "/console/login",
            "/console",
            "/console/ask",
            "/console/traces",
            "/console/knowledge",
            "/console/keys");
    private static final List<String> LISTS =
            List.of("/v1/models", "/api/me", "/api/keys", "/api/projects", "/api/usage?group_by=day", "/api/exchanges");
    private static final String MODEL = "simulated/gpt-4o-mini";
    private static final int TIMES = 3;

    private final Machine machine;

    AotTrain(Machine machine) {
        this.machine = machine;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (Rehearsal rehearsal = Rehearsal.start(machine.starter(), Script.saying(new Answer.Lorem(40)));
                WeirClient client = rehearsal.client()) {
            for (int i = 0; i < TIMES; i++) {
                calls(client);
            }
        }
        return 0;
    }

    private static void calls(WeirClient client) throws IOException, InterruptedException {
        Map<String, Object> plain = new LinkedHashMap<>(ChatStream.question(MODEL, "Hello"));
        plain.put("stream", false);
        client.post("/v1/chat/completions", plain);
        ChatStream.Ending ending = ChatStream.play(client, ChatStream.question(MODEL, "Hello"), piece -> {});
        client.post("/v1/embeddings", Map.of("model", MODEL, "input", List.of("a text", "another")));
        for (String list : LISTS) {
            client.get(list);
        }
        JsonNode exchange = client.get("/api/exchanges/" + ending.exchange());
        new TraceText(exchange).print(new java.io.PrintWriter(java.io.Writer.nullWriter()));
        documents(client);
        for (String page : PAGES) {
            client.status(page);
        }
    }

    private static void documents(WeirClient client) throws IOException, InterruptedException {
        try {
            client.post("/api/kb/weir-docs/search", Map.of("query", "How do I back up Weir?", "k", 3));
            Map<String, Object> question =
                    new LinkedHashMap<>(ChatStream.question("weir/extractive", "How do I back up Weir?"));
            question.put("weir", Map.of("knowledge", List.of("weir-docs")));
            ChatStream.play(client, question, piece -> {});
        } catch (ApiFailure notIndexedYet) {
            // the documents are indexed beside the start; what matters is that their classes were used
        }
    }
}
