package dev.weir.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A drill from its start to its end. Its calls are made with a key of its own, which is revoked afterwards.
 *
 * @param admin holds an admin's key
 * @param callers makes a client that holds another key
 * @param patienceMs how long a silent deployment is waited for; null for the server's default
 */
record Drilling(
        WeirClient admin,
        Function<String, WeirClient> callers,
        String fault,
        String model,
        int seconds,
        @Nullable Long patienceMs) {
    /** What happened. */
    record Report(JsonNode drill, List<DrillCall> calls) {
        boolean isRight() {
            return calls.stream().allMatch(call -> call.verdict().right());
        }
    }

    /** Begins the drill for a key. */
    JsonNode start(String key) throws IOException, InterruptedException {
        Map<String, Object> body = new LinkedHashMap<>(Map.of("fault", fault, "model", model, "key", key));
        body.put("seconds", seconds);
        if (patienceMs != null) {
            body.put("patience_ms", patienceMs);
        }
        return admin.post("/api/drills", body);
    }

    /** Ends the drill; one that has ended by itself is given back as it was. */
    JsonNode end(JsonNode drill) throws IOException, InterruptedException {
        try {
            return admin.delete("/api/drills/" + Shown.text(drill, "id"));
        } catch (ApiFailure e) {
            return drill;
        }
    }

    /**
     * @param gap between two calls, in milliseconds
     * @param out where to show what happens; null to show nothing
     */
    Report run(int calls, long gap, boolean whole, @Nullable PrintWriter out) throws IOException, InterruptedException {
        JsonNode key = admin.post("/api/keys", Map.of("name", "drill " + fault, "role", "developer"));
        try {
            JsonNode drill = start(Shown.text(key, "id"));
            try (WeirClient caller = callers.apply(Shown.text(key, "key"))) {
                DrillRun run = new DrillRun(caller, admin, model, whole, out);
                run.announce(drill);
                return new Report(drill, run.make(calls, gap));
            } finally {
                end(drill);
            }
        } finally {
            admin.delete("/api/keys/" + Shown.text(key, "id"));
        }
    }
}
