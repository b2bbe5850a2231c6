package dev.weir.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Takes an entry of a running server's configuration away. */
@Command(name = "remove", description = "Takes it away from the running server, wherever it was set; live at once.")
final class EntryRemove extends ApiCommand {
    private final String path;

    @Parameters(paramLabel = "NAME", description = "Its name.")
    private String name = "";

    EntryRemove(Machine machine, String path) {
        super(machine);
        this.path = path;
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        client.delete(path + WeirClient.encoded(name));
        out().println("'" + name + "' is gone.");
        return 0;
    }
}
