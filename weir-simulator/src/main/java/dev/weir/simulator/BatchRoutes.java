package dev.weir.simulator;

import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * OpenAI's files and batches, and Anthropic's message batches. A batch is over at its second look; one that is cancelled
 * keeps the first half of its requests.
 */
final class BatchRoutes {
    static final String FILES = "/v1/files";
    static final String BATCHES = "/v1/batches";
    static final String MESSAGE_BATCHES = "/v1/messages/batches";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Set<String> ENDPOINTS =
            Set.of(ProviderRoutes.CHAT, ProviderRoutes.EMBEDDINGS, ProviderRoutes.RESPONSES);

    private final Backstage backstage;
    private final ProviderRoutes provider;

    BatchRoutes(Backstage backstage, ProviderRoutes provider) {
        this.backstage = backstage;
        this.provider = provider;
    }

    static boolean isTheirs(String path) {
        return isAt(path, FILES) || isAt(path, BATCHES) || isAt(path, MESSAGE_BATCHES);
    }

    private static boolean isAt(String path, String root) {
        return path.equals(root) || path.startsWith(root + "/");
    }

    private SimBatches store() {
        return backstage.batches();
    }

    void handle(HttpServerRequest request, byte[] body) {
        String path = request.path();
        String root = isAt(path, FILES) ? FILES : isAt(path, BATCHES) ? BATCHES : MESSAGE_BATCHES;
        String[] rest = path.equals(root)
                ? new String[0]
                : path.substring(root.length() + 1).split("/");
        try {
            String what = request.method().name() + " " + root + (rest.length > 1 ? " " + rest[1] : "");
            String id = rest.length == 0 ? "" : rest[0];
            switch (what) {
                case "POST " + FILES -> upload(request, body);
                case "GET " + FILES + " content" -> content(request, id);
                case "DELETE " + FILES -> gone(request, id, store().drop(id), "file");
                case "POST " + BATCHES -> create(request, body);
                case "POST " + MESSAGE_BATCHES -> createMessages(request, body);
                case "GET " + BATCHES, "GET " + MESSAGE_BATCHES -> look(request, id);
                case "POST " + BATCHES + " cancel", "POST " + MESSAGE_BATCHES + " cancel" -> cancel(request, id);
                case "GET " + MESSAGE_BATCHES + " results" -> results(request, id);
                case "DELETE " + MESSAGE_BATCHES -> gone(request, id, store().dropBatch(id), "message_batch");
                default -> refuse(request, 404, "Unknown request URL: " + what);
            }
        } catch (JacksonException e) {
            refuse(request, 400, "The body is not JSON: " + e.getOriginalMessage());
        }
    }

    private static void refuse(HttpServerRequest request, int status, String message) {
        Replies.json(request, status, ErrorWords.of(request.path()).json(status, ErrorBody.invalid(message, null)));
    }

    private static void gone(HttpServerRequest request, String id, boolean was, String type) {
        if (was) {
            Replies.json(request, 200, "{\"id\":\"" + id + "\",\"object\":\"" + type + "\",\"deleted\":true}");
        } else {
            refuse(request, 404, "There is no " + type + " '" + id + "'.");
        }
    }

    private long now() {
        return backstage.options().clock().millis() / 1000;
    }

    private void upload(HttpServerRequest request, byte[] body) {
        byte[] file = Multipart.file(request.getHeader("content-type"), body);
        if (file == null) {
            refuse(request, 400, "A multipart/form-data body with a part 'file' is needed.");
            return;
        }
        String id = store().nextId("file");
        store().put(id, file);
        Replies.json(
                request,
                200,
                "{\"id\":\"" + id + "\",\"object\":\"file\",\"purpose\":\"batch\",\"bytes\":" + file.length
                        + ",\"created_at\":" + now() + ",\"filename\":\"batch.jsonl\",\"status\":\"processed\"}");
    }

    private void content(HttpServerRequest request, String id) {
        byte[] file = store().file(id);
        if (file == null) {
            refuse(request, 404, "There is no file '" + id + "'.");
        } else {
            Replies.send(request, 200, "application/octet-stream", new String(file, StandardCharsets.UTF_8));
        }
    }

    private void create(HttpServerRequest request, byte[] body) {
        JsonNode order = JSON.readTree(body);
        String endpoint = order.path("endpoint").asString("");
        String file = order.path("input_file_id").asString("");
        byte[] input = store().file(file);
        if (input == null
                || !ENDPOINTS.contains(endpoint)
                || !order.path("completion_window").asString("").equals("24h")) {
            refuse(
                    request,
                    400,
                    input == null
                            ? "There is no file '" + file + "'."
                            : "The endpoint must be one of " + ENDPOINTS + ", the completion_window 24h.");
            return;
        }
        List<SimBatch.Request> requests = new ArrayList<>();
        new String(input, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .forEach(line -> {
                    JsonNode one = JSON.readTree(line);
                    requests.add(new SimBatch.Request(
                            one.path("custom_id").asString(""), JSON.writeValueAsBytes(one.path("body"))));
                });
        JsonNode metadata = order.path("metadata");
        made(
                request,
                new SimBatch(
                        store().nextId("batch"),
                        now(),
                        false,
                        endpoint,
                        file,
                        requests,
                        metadata.isObject() ? metadata.toString() : "null",
                        0,
                        false,
                        null));
    }

    private void createMessages(HttpServerRequest request, byte[] body) {
        List<SimBatch.Request> requests = new ArrayList<>();
        for (JsonNode one : JSON.readTree(body).path("requests")) {
            requests.add(new SimBatch.Request(
                    one.path("custom_id").asString(""), JSON.writeValueAsBytes(one.path("params"))));
        }
        if (requests.isEmpty()) {
            refuse(request, 400, "requests: a list of at least one {custom_id, params} is needed.");
            return;
        }
        made(
                request,
                new SimBatch(
                        store().nextId("msgbatch"),
                        now(),
                        true,
                        ProviderRoutes.MESSAGES,
                        "",
                        requests,
                        "null",
                        0,
                        false,
                        null));
    }

    private void made(HttpServerRequest request, SimBatch batch) {
        store().put(batch);
        if (store().losesAnswer()) {
            request.connection().close();
        } else {
            Replies.json(request, 200, shown(batch));
        }
    }

    private void look(HttpServerRequest request, String id) {
        if (id.isEmpty()) {
            list(request);
            return;
        }
        SimBatch batch = store().batch(id);
        if (batch == null) {
            refuse(request, 404, "There is no batch '" + id + "'.");
            return;
        }
        SimBatch now = batch.isOver() ? batch : batch.lookedAt();
        if (!now.isOver() && (now.cancelled() || now.looks() >= store().lastLook())) {
            now = now.over(worked(now));
        }
        store().put(now);
        Replies.json(request, 200, shown(now));
    }

    private void list(HttpServerRequest request) {
        StringBuilder all = new StringBuilder("{\"object\":\"list\",\"data\":[");
        String comma = "";
        for (SimBatch batch : store().all()) {
            all.append(comma).append(shown(batch));
            comma = ",";
        }
        Replies.json(request, 200, all.append("],\"has_more\":false}").toString());
    }

    private void cancel(HttpServerRequest request, String id) {
        SimBatch batch = store().batch(id);
        if (batch == null || batch.isOver()) {
            refuse(request, batch == null ? 404 : 400, "There is no batch '" + id + "' that is not over.");
            return;
        }
        if (store().failsCancel()) {
            refuse(request, 503, "Try again.");
            return;
        }
        store().put(batch.cancel());
        Replies.json(request, 200, shown(batch.cancel()));
    }

    private List<SimBatch.Result> worked(SimBatch batch) {
        List<SimBatch.Result> results = new ArrayList<>();
        int count = batch.cancelled()
                ? batch.requests().size() / 2
                : batch.requests().size();
        for (SimBatch.Request one : batch.requests().subList(0, count)) {
            ProviderRoutes.Line line = provider.line(batch.endpoint(), one.body());
            results.add(new SimBatch.Result(one.customId(), line.status(), line.body()));
        }
        return results;
    }

    private String shown(SimBatch batch) {
        return batch.messages() ? message(batch) : card(batch);
    }

    private String card(SimBatch batch) {
        String status = batch.isOver()
                ? batch.cancelled() ? "cancelled" : "completed"
                : batch.cancelled() ? "cancelling" : batch.looks() == 0 ? "validating" : "in_progress";
        return "{\"id\":\"" + batch.id() + "\",\"object\":\"batch\",\"endpoint\":\"" + batch.endpoint()
                + "\",\"errors\":null,\"input_file_id\":\"" + batch.inputFile()
                + "\",\"completion_window\":\"24h\",\"status\":\"" + status + "\",\"output_file_id\":"
                + resultFile(batch, true) + ",\"error_file_id\":" + resultFile(batch, false) + ",\"created_at\":"
                + batch.created() + ",\"request_counts\":{\"total\":"
                + batch.requests().size() + ",\"completed\":"
                + batch.made(true).size() + ",\"failed\":" + batch.made(false).size() + "},\"metadata\":"
                + batch.metadata() + "}";
    }

    /** Written when it is asked for. */
    private String resultFile(SimBatch batch, boolean ok) {
        List<SimBatch.Result> made = batch.made(ok);
        if (made.isEmpty()) {
            return "null";
        }
        String id = "file_" + batch.id() + (ok ? "_output" : "_error");
        StringBuilder lines = new StringBuilder();
        for (SimBatch.Result result : made) {
            lines.append("{\"id\":\"batch_req_sim\",\"custom_id\":")
                    .append(JSON.writeValueAsString(result.customId()))
                    .append(",\"response\":{\"status_code\":")
                    .append(result.status())
                    .append(",\"request_id\":\"req_sim\",\"body\":")
                    .append(result.body())
                    .append("},\"error\":null}\n");
        }
        store().put(id, lines.toString().getBytes(StandardCharsets.UTF_8));
        return "\"" + id + "\"";
    }

    private String message(SimBatch batch) {
        int left = batch.isOver() ? 0 : batch.requests().size();
        int made = batch.made(true).size() + batch.made(false).size();
        int canceled = batch.isOver() ? batch.requests().size() - made : 0;
        String status = batch.isOver() ? "ended" : batch.cancelled() ? "canceling" : "in_progress";
        return "{\"id\":\"" + batch.id() + "\",\"type\":\"message_batch\",\"processing_status\":\"" + status
                + "\",\"request_counts\":{\"processing\":" + left + ",\"succeeded\":"
                + batch.made(true).size()
                + ",\"errored\":" + batch.made(false).size() + ",\"canceled\":" + canceled
                + ",\"expired\":0},\"created_at\":\"" + Instant.ofEpochSecond(batch.created())
                + "\",\"cancel_initiated_at\":"
                + (batch.cancelled() ? "\"" + Instant.ofEpochSecond(now()) + "\"" : "null")
                + ",\"results_url\":"
                + (batch.isOver() ? "\"/v1/messages/batches/" + batch.id() + "/results\"" : "null")
                + "}";
    }

    private void results(HttpServerRequest request, String id) {
        SimBatch batch = store().batch(id);
        List<SimBatch.Result> results = batch == null ? null : batch.results();
        if (batch == null || results == null) {
            refuse(request, 404, "There is no batch '" + id + "' that is over.");
            return;
        }
        StringBuilder lines = new StringBuilder();
        for (SimBatch.Request one : batch.requests()) {
            lines.append("{\"custom_id\":")
                    .append(JSON.writeValueAsString(one.customId()))
                    .append(",\"result\":")
                    .append(result(results, one.customId()))
                    .append("}\n");
        }
        Replies.send(request, 200, "application/x-jsonl", lines.toString());
    }

    private static String result(List<SimBatch.Result> results, String customId) {
        SimBatch.@Nullable Result found = results.stream()
                .filter(result -> result.customId().equals(customId))
                .findFirst()
                .orElse(null);
        if (found == null) {
            return "{\"type\":\"canceled\"}";
        }
        return found.ok()
                ? "{\"type\":\"succeeded\",\"message\":" + found.body() + "}"
                : "{\"type\":\"errored\",\"error\":" + found.body() + "}";
    }
}
