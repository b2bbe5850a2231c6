package dev.weir.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Gives up what was changed over the API. */
@Command(name = "give-up", description = "Gives up a change made over the API: what weir.yaml says is in force again.")
final class ConfigGiveUp extends ApiCommand {
    @Parameters(index = "0", paramLabel = "KIND", description = "models, providers, aliases or prices.")
    private String kind = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "The entry's name.")
    private String name = "";

    ConfigGiveUp(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        client.delete("/api/config/changes/" + WeirClient.encoded(kind) + "/" + WeirClient.encoded(name));
        out().println("The change of " + kind + "." + name + " is given up.");
        return 0;
    }
}
