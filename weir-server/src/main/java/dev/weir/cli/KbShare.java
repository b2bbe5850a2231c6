package dev.weir.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Changes whom a document may be shown to. */
@Command(
        name = "share",
        description = {
            "Changes whom a document may be shown to: these users, whoever is in one of these groups, and whoever has all of",
            "these attributes. What is named here takes the place of the list before; nothing is embedded again."
        })
final class KbShare extends ApiCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "The knowledge base.")
    private String base = "";

    @Parameters(index = "1", paramLabel = "ID", description = "The document, as kb show lists it.")
    private String id = "";

    @Option(names = "--user", paramLabel = "USER", description = "A user; several times for more.")
    private List<String> users = new ArrayList<>();

    @Option(names = "--group", paramLabel = "GROUP", description = "A group; several times for more.")
    private List<String> groups = new ArrayList<>();

    @Option(
            names = "--attribute",
            paramLabel = "NAME=VALUE",
            description = "An attribute; of one name several times for any of the values.")
    private List<String> attributes = new ArrayList<>();

    @Option(names = "--everybody", description = "Open it to everybody.")
    private boolean everybody;

    KbShare(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        boolean named = !users.isEmpty() || !groups.isEmpty() || !attributes.isEmpty();
        if (named == everybody) {
            throw new CommandFailure("Say whom: --user, --group and --attribute, or --everybody alone.");
        }
        Map<String, Object> access = new LinkedHashMap<>();
        access.put("users", users);
        access.put("groups", groups);
        access.put("attributes", Pairs.of(attributes, "--attribute"));
        JsonNode shared =
                client.patch(KbCommand.path(base) + "/documents/" + WeirClient.encoded(id), Map.of("access", access));
        if (!printedJson(shared)) {
            out().println("'" + Shown.text(shared, "id") + "' is shown to " + (everybody ? "everybody" : "them")
                    + " from now on.");
        }
        return 0;
    }
}
