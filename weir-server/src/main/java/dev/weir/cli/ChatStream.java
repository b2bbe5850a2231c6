package dev.weir.cli;

import dev.weir.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** One streamed chat through the front door. */
final class ChatStream {
    private ChatStream() {}

    /**
     * What came beside the text.
     *
     * @param exchange the exchange's id
     * @param extras the member {@code weir}; missing unless the request carried one
     * @param events how many events came
     */
    record Ending(String exchange, JsonNode extras, int events) {}

    /** The body of a request of one question. */
    static Map<String, Object> question(String model, String text) {
        return Map.of("model", model, "stream", true, "messages", List.of(Map.of("role", "user", "content", text)));
    }

    /**
     * Sends the request and hands over the text as it comes.
     *
     * @throws CommandFailure if the server refuses, or the answer breaks off
     */
    static Ending play(WeirClient client, Map<String, Object> body, Consumer<String> text)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> response = client.stream("/v1/chat/completions", body);
        JsonNode extras = Json.MAPPER.missingNode();
        int count = 0;
        try (EventStream events = new EventStream(response.body())) {
            for (JsonNode event = events.next(); event != null; event = events.next()) {
                count++;
                if (event.has("error")) {
                    throw ApiFailure.of(response.statusCode(), event);
                }
                String piece = event.at("/choices/0/delta/content").asString("");
                if (!piece.isEmpty()) {
                    text.accept(piece);
                }
                extras = event.has("weir") ? event.path("weir") : extras;
            }
        }
        return new Ending(response.headers().firstValue("x-weir-exchange-id").orElse(""), extras, count);
    }
}
