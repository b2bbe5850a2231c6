package dev.weir.cli;

import dev.weir.http.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Breaks a deployment for one key and shows what its callers get. */
@Command(
        name = "drill",
        description = {
            "Injects a fault into a running Weir for one key, and shows what its callers get instead.",
            "It strikes the model's first deployment. Needs an admin's key. Ends by itself; exit code 1 if a caller got",
            "something that is neither a whole answer nor one clear error."
        })
final class DrillCommand extends ApiCommand {
    private static final int USUAL_CALLS = 3;
    private static final int FLAPPING_CALLS = 12;
    private static final long FLAPPING_GAP = 1000;

    @Option(
            names = "--fault",
            paramLabel = "NAME",
            required = true,
            description = "What goes wrong, by the names of ./weir simulate --scenario, such as cut or unavailable.")
    private String fault = "";

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "The model's public name; default: the first in the configuration with several deployments.")
    private @Nullable String model;

    @Option(names = "--calls", paramLabel = "N", description = "How many calls to make; default: 3, for flapping 12.")
    private @Nullable Integer calls;

    @Option(names = "--no-stream", description = "Ask for answers in one piece.")
    private boolean whole;

    @Option(
            names = "--patience",
            paramLabel = "MS",
            description = "How long a silent deployment is waited for; default: 2000 ms, or less where the model says.")
    private @Nullable Long patience;

    @Option(
            names = "--for-key",
            paramLabel = "ID",
            description = "Make no calls; let those of this key meet the fault for --seconds, and say how many did.")
    private @Nullable String forKey;

    @Option(names = "--seconds", paramLabel = "N", description = "The drill's longest time; default: 120, at most 900.")
    private int seconds = 120;

    DrillCommand(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        String chosen = model == null ? first(client) : model;
        Drilling drilling =
                new Drilling(client, key -> options().client(machine(), key), fault, chosen, seconds, patience);
        return forKey == null
                ? shown(drilling.run(
                        count(),
                        fault.equals("flapping") ? FLAPPING_GAP : 0,
                        whole,
                        options().json() ? null : out()))
                : left(drilling, forKey);
    }

    /** The first model that has somebody to fail over to, else the first there is. */
    private static String first(WeirClient client) throws IOException, InterruptedException {
        String found = null;
        for (JsonNode one : client.get("/api/routes").path("data")) {
            String name = Shown.text(one, "name");
            boolean ours = name.startsWith("weir/");
            if (!ours && one.path("deployments").size() > 1) {
                return name;
            }
            found = found == null && !ours ? name : found;
        }
        if (found == null) {
            throw new CommandFailure(
                    "There is no model at a provider to drill. Configure one, or name it with --model.");
        }
        return found;
    }

    private int count() {
        return calls != null ? calls : fault.equals("flapping") ? FLAPPING_CALLS : USUAL_CALLS;
    }

    private int shown(Drilling.Report report) {
        boolean right = report.isRight();
        if (options().json()) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("drill", report.drill());
            all.put("calls", report.calls());
            all.put("right", right);
            out().println(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(all));
        } else {
            out().println();
            out().println(
                            right
                                    ? "Verdict: every caller got a whole answer or one clear error."
                                    : "Verdict: NOT as it should be; see the calls marked so.");
        }
        return right ? 0 : 1;
    }

    private int left(Drilling drilling, String key) throws IOException, InterruptedException {
        JsonNode drill = drilling.start(key);
        err().println("Until " + Shown.time(drill, "ends_at") + ", calls of " + key + " to '" + drilling.model()
                + "' meet '" + fault + "' at " + Shown.text(drill, "deployment")
                + ". Interrupting this command does not end it before.");
        err().flush();
        Thread.sleep(Math.max(0, seconds * 1000L - 1000));
        JsonNode end = drilling.end(drill);
        if (!printedJson(end)) {
            out().println(Shown.count(end.path("struck").asLong(0), "attempt") + " met the fault.");
        }
        return 0;
    }
}
