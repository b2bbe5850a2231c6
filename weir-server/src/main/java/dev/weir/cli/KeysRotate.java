package dev.weir.cli;

import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Gives a key another text and shows it, once. */
@Command(
        name = "rotate",
        description =
                "Gives a key another text and prints it; it is shown only this once. The one before works until the"
                        + " grace is over.")
final class KeysRotate extends ApiCommand {
    @Parameters(
            paramLabel = "KEY",
            description = "Its id, or the beginning of its text that lists show, or its name if no other has it.")
    private String wanted = "";

    @Option(
            names = "--grace",
            paramLabel = "TIME",
            description =
                    "How long the text before is taken, such as 15m, 24h (default) or 7d; 0s for no longer at all.")
    private String grace = "24h";

    KeysRotate(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode key = client.post(
                "/api/keys/" + WeirClient.encoded(new MeantKey(wanted).id(client)) + "/rotate", Map.of("grace", grace));
        if (!printedJson(key)) {
            out().println(Shown.text(key, "key"));
            err().println("The key '" + Shown.text(key, "name")
                    + "' has this text now, which is shown only once. The one" + " before is taken until "
                    + Shown.time(key, "previous_until") + ".");
        }
        return 0;
    }
}
