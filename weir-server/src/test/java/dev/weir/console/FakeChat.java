package dev.weir.console;

import dev.weir.http.Frames;
import dev.weir.http.Json;
import dev.weir.http.Request;
import dev.weir.http.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A chat that always says the same, in pieces, with citations in its last chunk. */
final class FakeChat {
    private static final String ANSWER = "Not as an ordinary return. Tents and sleeping gear may be returned within 30"
            + " days only if they are unused and in their packaging [1]. If nothing is wrong, offer the used-gear"
            + " exchange: up to 60% of the price as store credit [2]. <img src=x onerror=alert(1)> [9]";

    private FakeChat() {}

    static Response answer(Request request) {
        JsonNode body = Json.tree(request.body());
        if (body.path("messages").path(0).path("content").asString("").equals("fail")) {
            return Response.json(
                    429, "{\"error\":{\"message\":\"The key has no budget left.\"}}".getBytes(StandardCharsets.UTF_8));
        }
        List<String> events = new ArrayList<>();
        for (String word : ANSWER.split("(?<= )")) {
            events.add(Json.MAPPER.writeValueAsString(
                    Map.of("choices", List.of(Map.of("index", 0, "delta", Map.of("content", word))))));
        }
        events.add(Json.MAPPER.writeValueAsString(Map.of(
                "choices", List.of(),
                "usage", Map.of("prompt_tokens", 3412, "completion_tokens", 86),
                "weir",
                        Map.of(
                                "exchange_id",
                                FakeTraces.RICH.value(),
                                "confidence",
                                0.91,
                                "cost",
                                "0.006840",
                                "citations",
                                List.of(citation(1, FakeKnowledge.TENTS), citation(2, FakeKnowledge.EXCHANGE))))));
        events.add("[DONE]");
        return Response.events(Map.of(), frames(events.iterator()));
    }

    private static Map<String, Object> citation(int number, String quote) {
        int start = FakeKnowledge.TEXT.indexOf(quote);
        return Map.of(
                "n",
                number,
                "kb",
                "policies",
                "document_id",
                FakeKnowledge.ID,
                "title",
                "Returns and exchanges",
                "span",
                Map.of("start", start, "end", start + quote.length()),
                "quote",
                quote);
    }

    private static Frames frames(Iterator<String> events) {
        return new Frames() {
            @Override
            public byte @Nullable [] next() {
                return events.hasNext() ? ("data: " + events.next() + "\n\n").getBytes(StandardCharsets.UTF_8) : null;
            }

            @Override
            public void close() {}
        };
    }
}
