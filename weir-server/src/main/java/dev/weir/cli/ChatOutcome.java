package dev.weir.cli;

import dev.weir.kernel.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a caller of a chat was told, errors included.
 *
 * @param exchange the exchange's id; empty if there was none
 * @param error the code of the error; null if there was none
 * @param finishReason null if the answer named none
 * @param firstTextMs null if there was no text, or the answer came in one piece
 */
record ChatOutcome(
        String exchange,
        @Nullable String error,
        @Nullable String finishReason,
        @Nullable Double firstTextMs) {
    private static final int BAD = 400;

    private static @Nullable String text(JsonNode node) {
        return node.isString() ? node.asString() : null;
    }

    static ChatOutcome whole(WeirClient client, Map<String, Object> body) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = client.open("/v1/chat/completions", body);
        JsonNode answer = WeirClient.tree(response);
        return response.statusCode() >= BAD
                ? refused(response, answer)
                : new ChatOutcome(exchange(response), null, text(answer.at("/choices/0/finish_reason")), null);
    }

    /**
     * @param start when the caller began, by the system's nanoseconds
     */
    static ChatOutcome streamed(WeirClient client, Map<String, Object> body, long start)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> response = client.open("/v1/chat/completions", body);
        if (response.statusCode() >= BAD) {
            return refused(response, WeirClient.tree(response));
        }
        String error = null;
        String reason = null;
        Double first = null;
        try (EventStream events = new EventStream(response.body())) {
            for (JsonNode event = events.next(); event != null; event = events.next()) {
                error = event.has("error") ? event.at("/error/code").asString("unknown") : error;
                JsonNode told = event.at("/choices/0/finish_reason");
                reason = told.isString() ? told.asString() : reason;
                boolean text =
                        !event.at("/choices/0/delta/content").asString("").isEmpty();
                first = first == null && text ? Double.valueOf((Clock.SYSTEM.nanoTime() - start) / 1e6) : first;
            }
        }
        return new ChatOutcome(exchange(response), error, reason, first);
    }

    private static ChatOutcome refused(HttpResponse<InputStream> response, JsonNode answer) {
        return new ChatOutcome(
                exchange(response),
                answer.at("/error/code").asString(String.valueOf(response.statusCode())),
                null,
                null);
    }

    private static String exchange(HttpResponse<InputStream> response) {
        return response.headers().firstValue("x-weir-exchange-id").orElse("");
    }
}
