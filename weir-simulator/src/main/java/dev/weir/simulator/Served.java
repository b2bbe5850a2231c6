package dev.weir.simulator;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of the log of what a simulator served.
 *
 * @param ordinal the request's number since start or {@link Simulator#clear()}, from 1, in order of arrival
 * @param time when its body was complete
 * @param status the status sent; 0 while nothing was sent
 * @param ended when the outcome came about; null while open
 * @param chunks JSON events sent, the one that was broken or broken off not counted; 1 for a complete plain reply
 * @param promptTokens as the usage claims them
 * @param completionTokens as the usage claims them when finished, else the tokens sent so far
 * @param requestId the request's {@code x-request-id}
 * @param exchangeId the request's {@code x-weir-exchange-id}
 * @param attemptId the request's {@code x-weir-attempt-id}
 * @param bodyHash the first 16 hexadecimal digits of the SHA-256 of the request's body
 * @param body the request's body, when the simulator was told to keep bodies
 */
public record Served(
        long ordinal,
        Instant time,
        String method,
        String path,
        String model,
        boolean stream,
        int status,
        Outcome outcome,
        @Nullable Instant ended,
        int chunks,
        int promptTokens,
        int completionTokens,
        @Nullable String requestId,
        @Nullable String exchangeId,
        @Nullable String attemptId,
        String bodyHash,
        @Nullable String body) {

    void writeTo(JsonBytes out) {
        out.raw("{\"ordinal\":").number(ordinal);
        out.raw(",\"time\":").string(time.toString());
        out.raw(",\"method\":").string(method);
        out.raw(",\"path\":").string(path);
        out.raw(",\"model\":").string(model);
        out.raw(",\"stream\":").raw(Boolean.toString(stream));
        out.raw(",\"status\":").number(status);
        out.raw(",\"outcome\":").string(outcome.wireName());
        text(out.raw(",\"ended\":"), ended == null ? null : ended.toString());
        out.raw(",\"chunks\":").number(chunks);
        out.raw(",\"prompt_tokens\":").number(promptTokens);
        out.raw(",\"completion_tokens\":").number(completionTokens);
        text(out.raw(",\"x_request_id\":"), requestId);
        text(out.raw(",\"x_weir_exchange_id\":"), exchangeId);
        text(out.raw(",\"x_weir_attempt_id\":"), attemptId);
        out.raw(",\"body_hash\":").string(bodyHash);
        if (body != null) {
            out.raw(",\"body\":").string(body);
        }
        out.raw("}\n");
    }

    private static void text(JsonBytes out, @Nullable String value) {
        if (value == null) {
            out.raw("null");
        } else {
            out.string(value);
        }
    }
}
