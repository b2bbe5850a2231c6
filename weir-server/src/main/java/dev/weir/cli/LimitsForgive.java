package dev.weir.cli;

import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code weir limits forgive}. */
@Command(name = "forgive", description = "Forgets that a key was refused again and again: its calls wait no longer.")
final class LimitsForgive extends ApiCommand {
    @Parameters(
            paramLabel = "KEY",
            description = "Its id, or the beginning of its text that lists show, or its name if no other has it.")
    private String wanted = "";

    LimitsForgive(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode key =
                client.post("/api/keys/" + WeirClient.encoded(new MeantKey(wanted).id(client)) + "/forgive", Map.of());
        if (!printedJson(key)) {
            out().println("The key '" + Shown.text(key, "name") + "' is forgiven: its calls wait no longer.");
        }
        return 0;
    }
}
