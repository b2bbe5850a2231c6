package dev.weir.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Says what a key's calls may have. */
@Command(
        name = "limit",
        description = "Says what a key's calls may have, and how urgent they may be; what is not given is no limit.")
final class KeysLimit extends ApiCommand {
    @Parameters(
            paramLabel = "KEY",
            description = "Its id, or the beginning of its text that lists show, or its name if no other has it.")
    private String wanted = "";

    @Mixin
    private LimitOptions limits = new LimitOptions();

    KeysLimit(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode key = client.put(
                "/api/keys/" + WeirClient.encoded(new MeantKey(wanted).id(client)) + "/limits", limits.body());
        if (!printedJson(key)) {
            out().println("The key '" + Shown.text(key, "name") + "' may have " + LimitsText.of(key.path("limits"))
                    + ".");
        }
        return 0;
    }
}
