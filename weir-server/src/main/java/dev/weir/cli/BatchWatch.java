package dev.weir.cli;

import java.io.IOException;
import java.io.PrintWriter;
import tools.jackson.databind.JsonNode;

/** Waits for a batch's end and tells about it. */
final class BatchWatch {
    private static final long FIRST_WAIT_MILLIS = 200;
    private static final long LONGEST_WAIT_MILLIS = 5_000;

    private BatchWatch() {}

    static JsonNode awaitEnd(WeirClient client, JsonNode begun, ProgressBar progress)
            throws IOException, InterruptedException {
        JsonNode batch = begun;
        long wait = FIRST_WAIT_MILLIS;
        while (!BatchesCommand.isOver(batch)) {
            JsonNode counts = batch.path("request_counts");
            progress.show(
                    counts.path("completed").asLong() + counts.path("failed").asLong(),
                    counts.path("total").asLong(),
                    "requests, " + Shown.text(batch, "status"));
            Thread.sleep(wait);
            wait = Math.min(LONGEST_WAIT_MILLIS, wait * 3 / 2);
            batch = client.get(BatchesCommand.path(Shown.text(batch, "id")));
        }
        return batch;
    }

    static void print(JsonNode batch, PrintWriter out) {
        JsonNode counts = batch.path("request_counts");
        out.println(Shown.text(batch, "id") + "  " + Shown.text(batch, "status") + "  "
                + Shown.number(counts, "completed") + " answered, " + Shown.number(counts, "failed") + " failed of "
                + Shown.number(counts, "total"));
        line(out, "endpoint", Shown.text(batch, "endpoint"));
        line(out, "input", Shown.text(batch, "input_file_id"));
        line(out, "output", Shown.text(batch, "output_file_id"));
        line(out, "errors", Shown.text(batch, "error_file_id"));
        JsonNode elsewhere = batch.path("weir");
        if (elsewhere.isObject()) {
            String theirs = Shown.text(elsewhere, "provider_batch");
            line(
                    out,
                    "provider",
                    Shown.text(elsewhere, "provider") + "/" + Shown.text(elsewhere, "provider_model")
                            + (theirs.isEmpty() ? "" : ", " + theirs));
        }
        line(out, "created", OpenAiPages.time(batch, "created_at"));
        line(out, "expires", OpenAiPages.time(batch, "expires_at"));
        JsonNode usage = batch.path("usage");
        line(
                out,
                "tokens",
                Shown.number(usage, "input_tokens") + " in, " + Shown.number(usage, "output_tokens") + " out");
        batch.path("errors")
                .path("data")
                .forEach(error -> line(
                        out,
                        error.path("line").isNumber()
                                ? "line " + error.path("line").asInt()
                                : "file",
                        Shown.text(error, "code") + ": " + Shown.text(error, "message")));
    }

    private static void line(PrintWriter out, String name, String value) {
        if (!value.isEmpty() && !value.equals("-")) {
            out.println("  " + name + " ".repeat(Math.max(1, 10 - name.length())) + value);
        }
    }
}
