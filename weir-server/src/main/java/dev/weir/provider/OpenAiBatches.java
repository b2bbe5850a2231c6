package dev.weir.provider;

import dev.weir.dialect.JsonEdit;
import dev.weir.http.Json;
import dev.weir.spi.VendorBatches;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * OpenAI's Batch API (platform.openai.com, API reference, Batch and Files): the requests are uploaded as a file of
 * purpose {@code batch}; results come as files, too. Weir's id stands in the batch's metadata, by which it is found.
 */
final class OpenAiBatches implements VendorBatches {
    private static final String MARK = "weir_batch";
    private static final Set<String> ENDPOINTS = Set.of("/v1/chat/completions", "/v1/embeddings");
    /** OpenAI takes 200 MB; what is sent is in memory meanwhile. */
    private static final long LARGEST = 100L << 20;

    private static final int PAGES = 10;
    private static final String BOUNDARY = "weir-batch-file-7d1f0c5b9a";

    private final BatchCalls calls;

    OpenAiBatches(VendorHttp http) {
        this.calls = new BatchCalls(http);
    }

    @Override
    public boolean takes(String endpoint) {
        return ENDPOINTS.contains(endpoint);
    }

    @Override
    public long largest() {
        return LARGEST;
    }

    /** A line with a field of Weir's own asks for what only Weir can do. */
    @Override
    public Optional<byte[]> line(String customId, String endpoint, String model, byte[] body) {
        if (BatchCalls.asksWeir(body)) {
            return Optional.empty();
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream(body.length + 200);
        write(
                line,
                "{\"custom_id\":" + JsonEdit.quoted(customId) + ",\"method\":\"POST\",\"url\":\"" + endpoint
                        + "\",\"body\":");
        line.writeBytes(
                BatchCalls.onOneLine(JsonEdit.of().setText("model", model).apply(body)));
        write(line, "}\n");
        return Optional.of(line.toByteArray());
    }

    private static void write(ByteArrayOutputStream to, String text) {
        to.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Optional<String> find(String mark) throws Failure {
        String after = "";
        for (int page = 0; page < PAGES; page++) {
            JsonNode found = calls.get("/batches?limit=100" + after);
            for (JsonNode batch : found.path("data")) {
                if (batch.path("metadata").path(MARK).asString("").equals(mark)) {
                    return Optional.of(batch.path("id").asString());
                }
                after = "&after=" + batch.path("id").asString("");
            }
            if (!found.path("has_more").asBoolean(false)) {
                break;
            }
        }
        return Optional.empty();
    }

    @Override
    public String create(String mark, String endpoint, List<byte[]> lines) throws Failure {
        String file = upload(mark, lines);
        JsonNode made = calls.post(
                "/batches",
                Json.bytes(Map.of(
                        "input_file_id",
                        file,
                        "endpoint",
                        endpoint,
                        "completion_window",
                        "24h",
                        "metadata",
                        Map.of(MARK, mark))));
        return BatchCalls.id(made);
    }

    private String upload(String mark, List<byte[]> lines) throws Failure {
        ByteArrayOutputStream form = new ByteArrayOutputStream(
                lines.stream().mapToInt(line -> line.length).sum() + 500);
        write(
                form,
                "--" + BOUNDARY + "\r\ncontent-disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--" + BOUNDARY
                        + "\r\ncontent-disposition: form-data; name=\"file\"; filename=\"" + mark
                        + ".jsonl\"\r\ncontent-type: application/jsonl\r\n\r\n");
        lines.forEach(form::writeBytes);
        write(form, "\r\n--" + BOUNDARY + "--\r\n");
        return BatchCalls.id(
                calls.send("POST", "/files", "multipart/form-data; boundary=" + BOUNDARY, form.toByteArray()));
    }

    @Override
    public State state(String id) throws Failure {
        JsonNode batch = calls.get("/batches/" + id);
        Phase phase = switch (batch.path("status").asString("")) {
            case "completed" -> Phase.COMPLETED;
            case "failed" -> Phase.FAILED;
            case "expired" -> Phase.EXPIRED;
            case "cancelled" -> Phase.CANCELLED;
            default -> Phase.RUNNING;
        };
        List<String> faults = new ArrayList<>();
        batch.at("/errors/data")
                .forEach(fault -> faults.add(fault.path("message").asString("")
                        + (fault.path("line").isNumber()
                                ? " (line " + fault.path("line").asInt() + ")"
                                : "")));
        JsonNode counts = batch.path("request_counts");
        return new State(
                phase, counts.path("completed").asLong(0), counts.path("failed").asLong(0), faults);
    }

    @Override
    public void cancel(String id) throws Failure {
        calls.post("/batches/" + id + "/cancel", new byte[0]);
    }

    @Override
    public void results(String id, Reader reader) throws Failure, IOException {
        JsonNode batch = calls.get("/batches/" + id);
        for (String member : List.of("output_file_id", "error_file_id")) {
            String file = batch.path(member).asString("");
            if (!file.isEmpty()) {
                calls.lines("/files/" + file + "/content", line -> reader.take(result(line)));
            }
        }
    }

    private static Line result(JsonNode line) {
        String customId = line.path("custom_id").asString("");
        JsonNode response = line.path("response");
        return response.isObject() && response.path("status_code").asInt(0) > 0
                ? new Line(customId, response.path("status_code").asInt(), Json.bytes(response.path("body")), null)
                : new Line(customId, 0, new byte[0], line.at("/error/code").asString("not_made"));
    }

    @Override
    public void forget(String id) throws Failure {
        JsonNode batch = calls.get("/batches/" + id);
        Failure failed = null;
        for (String member : List.of("input_file_id", "output_file_id", "error_file_id")) {
            String file = batch.path(member).asString("");
            try {
                if (!file.isEmpty()) {
                    calls.send("DELETE", "/files/" + file, "application/json", new byte[0]);
                }
            } catch (Failure e) {
                failed = e;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }
}
