package dev.weir.cli;

import dev.weir.http.Json;
import java.io.IOException;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Waits until a server has read the files that it was sent. */
final class KbReading {
    private static final Set<String> WAITING = Set.of("queued", "parsing");
    private static final long LOOK_AGAIN = 300;

    private final WeirClient client;
    private final String base;
    private final ProgressBar progress;

    KbReading(WeirClient client, String base, ProgressBar progress) {
        this.client = client;
        this.base = base;
        this.progress = progress;
    }

    /** What became of each in the end, in the same order. */
    ArrayNode await(ArrayNode outcomes) throws IOException, InterruptedException {
        ArrayNode ended = Json.MAPPER.createArrayNode();
        long waiting = outcomes.valueStream().filter(KbReading::isWaiting).count();
        long read = 0;
        for (JsonNode outcome : outcomes) {
            boolean waits = isWaiting(outcome);
            ended.add(waits ? awaitOne(Shown.text(outcome, "id"), read, waiting) : outcome);
            read += waits ? 1 : 0;
        }
        return ended;
    }

    private JsonNode awaitOne(String id, long read, long waiting) throws IOException, InterruptedException {
        JsonNode document = document(id);
        while (isWaiting(document)) {
            progress.show(read, waiting, "files read");
            Thread.sleep(LOOK_AGAIN);
            document = document(id);
        }
        progress.show(read + 1, waiting, "files read");
        return document;
    }

    private JsonNode document(String id) throws IOException, InterruptedException {
        return client.get(KbCommand.path(base) + "/documents/" + WeirClient.encoded(id));
    }

    static boolean isWaiting(JsonNode document) {
        return WAITING.contains(Shown.text(document, "state"));
    }
}
