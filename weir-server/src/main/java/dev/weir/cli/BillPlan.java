package dev.weir.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Makes or changes a plan. */
@Command(name = "plan", description = "Makes a plan of a file with its JSON, as POST /api/plans takes it.")
final class BillPlan extends ApiCommand {
    @Parameters(paramLabel = "FILE", description = "The plan.")
    private Path file = Path.of("plan.json");

    @Option(names = "--change", paramLabel = "ID", description = "Change this plan instead.")
    private @Nullable String id;

    BillPlan(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode body;
        try {
            body = JsonMapper.shared().readTree(Files.readAllBytes(file));
        } catch (JacksonException e) {
            throw new CommandFailure(file + " is not JSON: " + e.getOriginalMessage());
        }
        JsonNode plan =
                id == null ? client.post("/api/plans", body) : client.put("/api/plans/" + WeirClient.encoded(id), body);
        if (!printedJson(plan)) {
            out().println("Plan " + Shown.text(plan, "id") + " holds from " + Shown.text(plan, "from") + " on.");
        }
        return 0;
    }
}
