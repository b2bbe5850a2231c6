package dev.weir.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The key that a user means.
 *
 * @param wanted its id, or the beginning of its text that lists show, or its name if no other has it
 */
record MeantKey(String wanted) {
    String id(WeirClient client) throws IOException, InterruptedException {
        return wanted.startsWith("key_") ? wanted : found(client);
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
