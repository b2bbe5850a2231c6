package dev.weir.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Creates a key and shows it, once. */
@Command(name = "create", description = "Creates a key and prints it; it is shown only this once.")
final class KeysCreate extends ApiCommand {
    @Parameters(paramLabel = "NAME", description = "What the key is called in lists and traces.")
    private String name = "";

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description = "What it may do: owner, admin, developer (default) or viewer.")
    private @Nullable String role;

    @Option(names = "--all-projects", description = "Let it see every project of the organization.")
    private boolean allProjects;

    @Option(
            names = "--permission",
            paramLabel = "PERMISSION",
            description = "What it may do besides: act_as, to name the end user that a request is made for.")
    private List<String> permissions = new ArrayList<>();

    @Mixin
    private LimitOptions limits = new LimitOptions();

    KeysCreate(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        Map<String, Object> body = new LinkedHashMap<>(Map.of("name", name, "all_projects", allProjects));
        if (role != null) {
            body.put("role", role);
        }
        if (!permissions.isEmpty()) {
            body.put("permissions", permissions);
        }
        if (!limits.isEmpty()) {
            body.put("limits", limits.body());
        }
        JsonNode key = client.post("/api/keys", body);
        if (!printedJson(key)) {
            out().println(Shown.text(key, "key"));
            err().println("The key '" + Shown.text(key, "name") + "' (" + Shown.text(key, "role")
                    + ") is shown only now. Use it as the API key of any OpenAI client with base URL " + client.url()
                    + "/v1");
        }
        return 0;
    }
}
