package dev.weir.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes an entry of a running server's configuration away. */
@Command(name = "remove", description = "Takes it away from the running server, wherever it was set; live at once.")
final class EntryRemove extends EntryCommand {
    @Option(
            names = "--if-match",
            paramLabel = "ETAG",
            description = "Take it away only if it is what show --json printed with this etag.")
    private @Nullable String tag;

    EntryRemove(Machine machine, String all) {
        super(machine, all);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        client.delete(path(), tag);
        out().println("'" + name() + "' is gone.");
        return 0;
    }
}
