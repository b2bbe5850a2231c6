package dev.weir.cli;

import dev.weir.kernel.Clock;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Makes a drill's calls one after the other and shows each as it goes. */
final class DrillRun {
    private static final int NOT_FOUND = 404;
    private static final int TRIES = 200;
    private static final long LOOK_AGAIN = 50;
    private static final int ENOUGH_TOKENS = 200;

    private final WeirClient caller;
    private final WeirClient admin;
    private final String model;
    private final boolean whole;
    private final @Nullable PrintWriter out;

    /**
     * @param caller holds the key that meets the fault
     * @param out where to show the calls; null to show nothing
     */
    DrillRun(WeirClient caller, WeirClient admin, String model, boolean whole, @Nullable PrintWriter out) {
        this.caller = caller;
        this.admin = admin;
        this.model = model;
        this.whole = whole;
        this.out = out;
    }

    void announce(JsonNode drill) {
        say("'" + Shown.text(drill, "fault") + "' strikes " + Shown.text(drill, "deployment") + ", the first of "
                + Shown.count(drill.path("deployments").asLong(1), "deployment") + " of '" + model + "', for this key"
                + " only: " + Shown.text(drill, "description") + ".");
    }

    private void say(String line) {
        if (out != null) {
            out.println(line);
            out.flush();
        }
    }

    List<DrillCall> make(int calls, long gap) throws IOException, InterruptedException {
        List<DrillCall> made = new ArrayList<>();
        for (int i = 1; i <= calls; i++) {
            DrillCall call = one(i);
            made.add(call);
            show(i, call);
            Thread.sleep(i < calls ? gap : 0);
        }
        return made;
    }

    /** Each asks something else, so that no cache answers. */
    private Map<String, Object> body(int number) {
        long nonce = Clock.SYSTEM.instant().toEpochMilli();
        Map<String, Object> body = new LinkedHashMap<>(ChatStream.question(
                model, "Drill " + nonce + ", call " + number + ": count from one to thirty in words, nothing else."));
        body.put("stream", !whole);
        body.put("max_tokens", ENOUGH_TOKENS);
        body.put("weir", Map.of("tags", Map.of("drill", "true")));
        return body;
    }

    private DrillCall one(int number) throws IOException, InterruptedException {
        long start = Clock.SYSTEM.nanoTime();
        ChatOutcome outcome =
                whole ? ChatOutcome.whole(caller, body(number)) : ChatOutcome.streamed(caller, body(number), start);
        double total = (Clock.SYSTEM.nanoTime() - start) / 1e6;
        List<DrillCall.Attempt> attempts = new ArrayList<>();
        if (!outcome.exchange().isEmpty()) {
            exchange(outcome.exchange()).path("attempts").forEach(one -> attempts.add(DrillCall.Attempt.of(one)));
        }
        return DrillCall.of(
                outcome.exchange(), outcome.error(), outcome.finishReason(), outcome.firstTextMs(), total, attempts);
    }

    /** As soon as it can be read. */
    private JsonNode exchange(String id) throws IOException, InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                return admin.get("/api/exchanges/" + WeirClient.encoded(id));
            } catch (ApiFailure e) {
                if (e.status() != NOT_FOUND || tries == TRIES) {
                    throw e;
                }
                Thread.sleep(LOOK_AGAIN);
            }
        }
    }

    private void show(int number, DrillCall call) {
        say("");
        say(String.format(
                Locale.ROOT,
                "call %d  %s%s  %s%s",
                number,
                Shown.ms(call.totalMs()),
                call.firstTextMs() == null ? "" : ", first text after " + Shown.ms(call.firstTextMs()),
                call.verdict().why(),
                call.verdict().right() ? "" : "   NOT RIGHT"));
        double last = 0;
        for (DrillCall.Attempt attempt : call.attempts()) {
            double wait = attempt.startMs() - last;
            say("  " + (last > 0 && wait > 20 ? "waited " + Shown.ms(wait) + ", then " : "") + "at "
                    + Shown.ms(attempt.startMs()) + " " + attempt.deployment() + " "
                    + (attempt.error() == null ? "answered" : attempt.error()) + " after "
                    + Shown.ms(attempt.durationMs()) + ", " + Shown.count(attempt.outputTokens(), "token")
                    + (attempt.cost() == null ? "" : ", cost " + attempt.cost()));
            last = attempt.startMs() + attempt.durationMs();
        }
        if (!call.exchange().isEmpty()) {
            say("  trace " + call.exchange());
        }
    }
}
