package dev.weir.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
        String id = wanted.startsWith("key_") ? wanted : found(client);
        JsonNode key = client.delete("/api/keys/" + WeirClient.encoded(id));
        if (!printedJson(key)) {
            out().println("Revoked the key '" + Shown.text(key, "name") + "' (" + Shown.text(key, "prefix") + "…).");
        }
        return 0;
    }

    private String found(WeirClient client) throws IOException, InterruptedException {
        List<JsonNode> fitting = new ArrayList<>();
        Pages.all(client, "/api/keys").path("data").forEach(key -> {
            if (isMeant(key)) {
                fitting.add(key);
            }
        });
        if (fitting.size() != 1) {
            throw new CommandFailure(
                    fitting.isEmpty()
                            ? "No key in force begins with '" + shortened() + "' or is called so. ./weir keys list"
                                    + " shows them."
                            : "'" + shortened() + "' fits " + fitting.size() + " keys. Name one by its id: "
                                    + String.join(
                                            ", ",
                                            fitting.stream()
                                                    .map(key -> Shown.text(key, "id"))
                                                    .toList()));
        }
        return Shown.text(fitting.getFirst(), "id");
    }

    /** A whole key was pasted, or what lists show of it, or its name. */
    private boolean isMeant(JsonNode key) {
        String prefix = Shown.text(key, "prefix");
        String text = wanted.endsWith("…") ? wanted.substring(0, wanted.length() - 1) : wanted;
        boolean byText = text.length() > 3 && (text.startsWith(prefix) || prefix.startsWith(text));
        return byText || Shown.text(key, "name").equals(wanted);
    }

    /** Never a whole key on the screen. */
    private String shortened() {
        return wanted.length() > 20 ? wanted.substring(0, 10) + "…" : wanted;
    }
}
