package dev.weir.cli;

import dev.weir.http.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Sends files to a knowledge base, some at a time, and gathers what became of each. */
final class KbUpload {
    private static final int MOST_FILES = 32;
    private static final long MOST_BYTES = 4 << 20;
    private static final int TOO_LARGE = 413;
    private static final Set<String> REFUSED = Set.of("failed", "needs_ocr", "encrypted", "blank");

    private final WeirClient client;
    private final String base;
    private final ProgressBar progress;
    private final SequencedMap<String, Path> batch = new LinkedHashMap<>();
    private final ArrayNode outcomes = Json.MAPPER.createArrayNode();
    private long bytes;
    private int done;

    KbUpload(WeirClient client, String base, ProgressBar progress) {
        this.client = client;
        this.base = base;
        this.progress = progress;
    }

    /** What became of each file: {@code id}, {@code state}, {@code reason}, {@code chunks}. */
    ArrayNode send(Map<String, Path> files) throws IOException, InterruptedException {
        for (Map.Entry<String, Path> file : files.entrySet()) {
            long size = Files.size(file.getValue());
            if (!batch.isEmpty() && (batch.size() == MOST_FILES || bytes + size > MOST_BYTES)) {
                flush(files.size());
            }
            batch.put(file.getKey(), file.getValue());
            bytes += size;
        }
        if (!batch.isEmpty()) {
            flush(files.size());
        }
        return outcomes;
    }

    private void flush(int total) throws IOException, InterruptedException {
        FilesForm form = new FilesForm();
        for (Map.Entry<String, Path> file : batch.entrySet()) {
            form.add(file.getKey(), file.getValue());
        }
        WeirClient.Reply reply = client.tryPost(KbCommand.path(base) + "/documents", form.type(), form.publisher());
        if (reply.body().path("data").isArray()) {
            reply.body().path("data").forEach(outcomes::add);
        } else if (reply.status() == TOO_LARGE) {
            batch.keySet().forEach(id -> refuse(id, ApiFailure.of(reply.status(), reply.body())));
        } else {
            throw ApiFailure.of(reply.status(), reply.body());
        }
        done += batch.size();
        progress.show(done, total, "files");
        batch.clear();
        bytes = 0;
    }

    private void refuse(String id, ApiFailure failure) {
        outcomes.addObject().put("id", id).put("state", "failed").put("reason", failure.getMessage());
    }

    static boolean isRefused(JsonNode outcome) {
        return REFUSED.contains(Shown.text(outcome, "state"));
    }
}
