package dev.weir.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** Says how a running server's configuration is. */
@Command(
        name = "status",
        description = "Whether the running server goes by what was written last, and what waits for a restart or a"
                + " decision.")
final class ConfigStatus extends ApiCommand {
    ConfigStatus(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode status = client.get("/api/config/status");
        if (!printedJson(status)) {
            print(status);
        }
        return Shown.text(status, "state").equals("live") ? 0 : 1;
    }

    private void print(JsonNode status) {
        out().println(
                        Shown.text(status, "state").equals("live")
                                ? "The configuration is in force since " + Shown.time(status, "since") + "."
                                : "What was written last cannot be used; what was there before is in force.");
        status.path("refused")
                .path("problems")
                .forEach(problem -> out().println("  " + Shown.text(problem, "at") + ": " + Shown.text(problem, "what")
                        + "; " + Shown.text(problem, "hint")));
        status.path("restart_needed")
                .forEach(key -> out().println("  " + key.asString() + " holds from the next start"));
        status.path("conflicts").forEach(conflict -> out().println("  " + conflict.asString()));
        status.path("left_aside")
                .forEach(change -> out().println("  left aside: " + Shown.text(change, "kind") + "."
                        + Shown.text(change, "name") + ", " + Shown.text(change, "problem")));
    }
}
