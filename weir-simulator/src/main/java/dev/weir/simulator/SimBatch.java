package dev.weir.simulator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch at the simulator. It is over at a look that the simulator was told of, so that nothing depends on the clock.
 *
 * @param requests its lines as they came
 * @param metadata JSON
 * @param looks how often its state was asked for
 * @param results of the requests that were made; null before the end
 */
record SimBatch(
        String id,
        long created,
        boolean messages,
        String endpoint,
        String inputFile,
        List<Request> requests,
        String metadata,
        int looks,
        boolean cancelled,
        @Nullable List<Result> results) {
    /**
     * @param body JSON
     */
    record Request(String customId, byte[] body) {}

    /**
     * @param body JSON
     */
    record Result(String customId, int status, String body) {
        boolean ok() {
            return status < 400;
        }
    }

    boolean isOver() {
        return results != null;
    }

    SimBatch lookedAt() {
        return new SimBatch(
                id, created, messages, endpoint, inputFile, requests, metadata, looks + 1, cancelled, results);
    }

    SimBatch cancel() {
        return new SimBatch(id, created, messages, endpoint, inputFile, requests, metadata, looks, true, results);
    }

    SimBatch over(List<Result> made) {
        return new SimBatch(id, created, messages, endpoint, inputFile, requests, metadata, looks, cancelled, made);
    }

    List<Result> made(boolean ok) {
        return results == null
                ? List.of()
                : results.stream().filter(result -> result.ok() == ok).toList();
    }
}
