package dev.weir.cli;

import dev.weir.kernel.Clock;
import dev.weir.knowledge.LocalAsk;
import dev.weir.spi.Exchange;
import dev.weir.spi.Status;
import dev.weir.trace.ExchangeJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** An answer that was found in this process, without a server. */
final class LocalAnswer implements LocalAsk.Progress {
    /** Most folders have their vectors by then; a large one is asked by its words first. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private static final int NAMED = 5;

    private final Machine machine;
    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean json;
    private final ProgressBar bar;

    LocalAnswer(Machine machine, PrintWriter out, PrintWriter err, boolean json) {
        this.machine = machine;
        this.out = out;
        this.err = err;
        this.json = json;
        this.bar = new ProgressBar(err, machine.terminal());
    }

    /**
     * @param docs files and folders; none means Weir's own documentation
     * @param why put before the line that says where the answer was found
     */
    void give(String question, List<Path> docs, String why) throws IOException, InterruptedException {
        Path cache = UserCache.folder(machine.environment(), "ask");
        try (LocalAsk ask = docs.isEmpty()
                ? LocalAsk.openDocs(cache, Clock.SYSTEM, this)
                : LocalAsk.open(docs, cache, Clock.SYSTEM, this)) {
            boolean complete = ask.awaitVectors(PATIENCE, this);
            bar.close();
            err.println(why + (why.isEmpty() ? "Asked" : "asked") + " in this process"
                    + (docs.isEmpty() ? ", Weir's own documentation." : ".")
                    + (complete ? "" : " Not every passage has its vector yet; those are found by their words alone."));
            err.flush();
            answer(ask, question);
        }
    }

    private void answer(LocalAsk ask, String question) {
        Exchange exchange = ask.ask(question, this::say);
        JsonNode shown = ExchangeJson.of(exchange);
        if (json) {
            out.println(shown.toPrettyString());
        } else if (exchange.status() != Status.OK) {
            throw new CommandFailure(String.valueOf(exchange.errorMessage()));
        } else {
            out.println();
            new Sources(shown.path("citations"), "number", "knowledge_base").print(out);
            out.println();
            Double confidence = exchange.confidence();
            out.println((confidence == null ? "" : "confidence " + Shown.share(confidence) + "   ")
                    + "cost $0: nothing left this machine");
            new TraceText(shown).waterfall(out);
        }
    }

    private void say(String piece) {
        if (!json) {
            out.print(piece);
            out.flush();
        }
    }

    @Override
    public void read(int documents, Map<String, String> refused) {
        refused.entrySet().stream()
                .limit(NAMED)
                .forEach(entry -> err.println("not read: " + entry.getKey() + ": " + entry.getValue()));
        if (refused.size() > NAMED) {
            err.println("not read: " + (refused.size() - NAMED) + " more");
        }
    }

    @Override
    public void indexed(int documents) {}

    @Override
    public void embedding(int waiting, int passages) {
        bar.show(passages - waiting, passages, "passages with vectors");
    }
}
