package dev.weir.provider;

import dev.weir.dialect.Conversations;
import dev.weir.dialect.JsonEdit;
import dev.weir.dialect.Rendered;
import dev.weir.http.Json;
import dev.weir.spi.Dialect;
import dev.weir.spi.Payload;
import dev.weir.spi.VendorBatches;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/**
 * Anthropic's Message Batches API (platform.claude.com, API reference, Message Batches): the requests are one JSON body,
 * results are JSON lines. It keeps no marks, so that a batch whose making was not answered cannot be found again.
 */
final class AnthropicBatches implements VendorBatches {
    private static final String BATCHES = "/messages/batches";
    /** Anthropic takes 256 MB; what is sent is in memory meanwhile. */
    private static final long LARGEST = 100L << 20;

    private final BatchCalls calls;

    AnthropicBatches(VendorHttp http) {
        this.calls = new BatchCalls(http);
    }

    @Override
    public boolean takes(String endpoint) {
        return endpoint.equals("/v1/chat/completions");
    }

    @Override
    public long largest() {
        return LARGEST;
    }

    @Override
    public Optional<byte[]> line(String customId, String endpoint, String model, byte[] body) {
        if (BatchCalls.asksWeir(body)) {
            return Optional.empty();
        }
        Rendered rendered = Conversations.toAnthropic(
                new Payload(Dialect.OPENAI_CHAT, body), model, false, UnaryOperator.identity());
        return switch (rendered) {
            case Rendered.Said said -> Optional.of(line(customId, said.json()));
            case Rendered.Unsaid _ -> Optional.empty();
        };
    }

    private static byte[] line(String customId, byte[] params) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(params.length + 100);
        write(line, "{\"custom_id\":" + JsonEdit.quoted(customId) + ",\"params\":");
        line.writeBytes(params);
        write(line, "}");
        return line.toByteArray();
    }

    private static void write(ByteArrayOutputStream to, String text) {
        to.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Optional<String> find(String mark) {
        return Optional.empty();
    }

    @Override
    public String create(String mark, String endpoint, List<byte[]> lines) throws Failure {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        write(body, "{\"requests\":[");
        for (Iterator<byte[]> each = lines.iterator(); each.hasNext(); ) {
            body.writeBytes(each.next());
            write(body, each.hasNext() ? "," : "]}");
        }
        return BatchCalls.id(calls.post(BATCHES, body.toByteArray()));
    }

    @Override
    public State state(String id) throws Failure {
        JsonNode batch = calls.get(BATCHES + "/" + id);
        JsonNode counts = batch.path("request_counts");
        long expired = counts.path("expired").asLong(0);
        Phase phase = !batch.path("processing_status").asString("").equals("ended")
                ? Phase.RUNNING
                : batch.path("cancel_initiated_at").isString()
                        ? Phase.CANCELLED
                        : expired > 0 ? Phase.EXPIRED : Phase.COMPLETED;
        return new State(
                phase,
                counts.path("succeeded").asLong(0),
                counts.path("errored").asLong(0) + expired,
                List.of());
    }

    @Override
    public void cancel(String id) throws Failure {
        calls.post(BATCHES + "/" + id + "/cancel", new byte[0]);
    }

    @Override
    public void results(String id, Reader reader) throws Failure, IOException {
        calls.lines(BATCHES + "/" + id + "/results", line -> reader.take(result(line)));
    }

    private static Line result(JsonNode line) {
        String customId = line.path("custom_id").asString("");
        JsonNode result = line.path("result");
        return switch (result.path("type").asString("")) {
            case "succeeded" -> new Line(customId, 200, Json.bytes(result.path("message")), null);
            case "errored" -> new Line(customId, status(result.path("error")), Json.bytes(result.path("error")), null);
            case "expired" -> new Line(customId, 0, new byte[0], "batch_expired");
            default -> new Line(customId, 0, new byte[0], "batch_cancelled");
        };
    }

    /** The status that an error of this type has where it is not among results. */
    private static int status(JsonNode error) {
        String type = error.at("/error/type").asString(error.path("type").asString(""));
        return switch (type) {
            case "authentication_error" -> 401;
            case "billing_error" -> 402;
            case "permission_error" -> 403;
            case "not_found_error" -> 404;
            case "request_too_large" -> 413;
            case "rate_limit_error" -> 429;
            case "invalid_request_error" -> 400;
            case "overloaded_error" -> 529;
            default -> 500;
        };
    }

    @Override
    public void forget(String id) throws Failure {
        calls.send("DELETE", BATCHES + "/" + id, "application/json", new byte[0]);
    }
}
