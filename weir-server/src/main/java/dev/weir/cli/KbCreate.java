package dev.weir.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes an empty knowledge base. */
@Command(name = "create", description = "Makes a knowledge base, set as its documents want it.")
final class KbCreate extends ApiCommand {
    @Parameters(paramLabel = "NAME", description = "Small letters, digits, - and _.")
    private String base = "";

    @Mixin
    private KbOptions options = new KbOptions();

    KbCreate(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        ObjectNode body = options.body().put("name", base);
        JsonNode made = client.post("/api/kb", body);
        if (!printedJson(made)) {
            out().println("Created '" + base + "': " + KbOptions.line(made) + ".");
            out().println("Fill it:  ./weir kb add " + base + " PATH");
        }
        return 0;
    }
}
