package dev.weir.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Revokes one key. */
@Command(name = "revoke", description = "Revokes a key: the next request with it is refused.")
final class KeysRevoke extends ApiCommand {
    @Parameters(
            paramLabel = "KEY",
            description = "Its id, or the beginning of its text that lists show, or its name if no other has it.")
    private String wanted = "";

    KeysRevoke(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode key = client.delete("/api/keys/" + WeirClient.encoded(new MeantKey(wanted).id(client)));
        if (!printedJson(key)) {
            out().println("Revoked the key '" + Shown.text(key, "name") + "' (" + Shown.text(key, "prefix") + "…).");
        }
        return 0;
    }
}
