package dev.weir.cli;

import dev.weir.http.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Tells a client where Weir is. */
@Command(
        name = "connect",
        description = {
            "Prints the configuration with which a client asks this Weir; with --write makes it.",
            "The key stays in a variable of the environment unless --key or --new-key says otherwise."
        })
final class ConnectCommand implements Callable<Integer> {
    private final Machine machine;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ClientOptions options = new ClientOptions();

    @Parameters(
            paramLabel = "CLIENT",
            description = "openai, anthropic, spring-ai, langchain4j, claude-code, litellm or curl.")
    private String client = "";

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "The model to ask for; default: the first that is configured, else weir/extractive.")
    private @Nullable String model;

    @Option(
            names = "--key-env",
            paramLabel = "NAME",
            description = "The variable that holds the key; default: WEIR_API_KEY.")
    private String variable = "WEIR_API_KEY";

    @Option(
            names = "--new-key",
            paramLabel = "NAME",
            description = "Create a key of this name, for a developer, and use it; Weir must run.")
    private @Nullable String newKey;

    @Option(
            names = "--write",
            description = "Write it to the client's file (.env, application-weir.properties, ~/.claude/settings.json,"
                    + " litellm-weir.yaml). What else is in the file stays; a copy of it is kept beside it.")
    private boolean write;

    @Option(names = "--file", paramLabel = "FILE", description = "Where to write, instead of the client's usual place.")
    private @Nullable Path file;

    @Option(names = "--force", description = "With --write: replace settings that say otherwise.")
    private boolean force;

    ConnectCommand(Machine machine) {
        this.machine = machine;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        ConnectedClient wanted = ConnectedClient.named(client)
                .orElseThrow(() -> new CommandFailure("There is no client '" + client + "'. Known are "
                        + String.join(", ", ConnectedClient.names())
                        + "; for any other, the OpenAI base URL and the key are enough."));
        Connection to = connection();
        SettingsFile settings = write ? file(wanted, to) : null;
        if (settings != null) {
            write(settings);
        } else if (options.json()) {
            out().println(Json.MAPPER.writeValueAsString(described(wanted, to)));
        } else {
            out().print(wanted.text(to));
            out().flush();
        }
        return 0;
    }

    private static Map<String, Object> described(ConnectedClient wanted, Connection to) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("client", wanted.wireName());
        described.put(
                "base_url",
                wanted == ConnectedClient.ANTHROPIC || wanted == ConnectedClient.CLAUDE_CODE
                        ? to.url().toString()
                        : to.openAi());
        described.put("model", to.model());
        described.put("configuration", wanted.text(to));
        return described;
    }

    private SettingsFile file(ConnectedClient wanted, Connection to) {
        String home = machine.environment().getOrDefault("HOME", System.getProperty("user.home", "."));
        SettingsFile settings = wanted.file(to, Path.of(home));
        if (settings == null) {
            throw new CommandFailure("There is nothing to write for " + wanted.wireName() + ".");
        }
        return settings;
    }

    private Connection connection() throws IOException, InterruptedException {
        if (!variable.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw new CommandFailure("'" + variable + "' is not a variable's name.");
        }
        String key = newKey == null ? options.givenKey() : created(newKey);
        return new Connection(options.url(machine), key, variable, model == null ? firstModel() : model);
    }

    private String created(String name) throws IOException, InterruptedException {
        try (WeirClient weir = options.client(machine)) {
            return Shown.text(weir.post("/api/keys", Map.of("name", name, "role", "developer")), "key");
        }
    }

    private String firstModel() throws IOException, InterruptedException {
        try (WeirClient weir = options.client(machine)) {
            for (JsonNode one : weir.get("/api/routes").path("data")) {
                if (!Shown.text(one, "name").startsWith("weir/")) {
                    return Shown.text(one, "name");
                }
            }
        } catch (CommandFailure e) {
            // Weir need not run; then nobody knows its models
        }
        return "weir/extractive";
    }

    private void write(SettingsFile settings) throws IOException {
        Path target = file == null ? settings.path() : file;
        String before = Files.exists(target) ? Files.readString(target) : "";
        List<String> conflicts = new ArrayList<>();
        String after = settings.merged(before, conflicts);
        if (!conflicts.isEmpty() && !force) {
            throw new CommandFailure(target + " already says otherwise about " + String.join(", ", conflicts)
                    + ". Nothing was written; --force replaces that and keeps a copy.");
        }
        if (after.equals(before)) {
            out().println(target + " says all that already.");
            return;
        }
        Path copy = before.isEmpty() ? null : backup(target);
        OwnersFile.write(target, after);
        out().println("Written to " + target + (copy == null ? "." : "; what was there is in " + copy + "."));
    }

    private static Path backup(Path target) throws IOException {
        for (int i = 1; ; i++) {
            Path copy = target.resolveSibling(target.getFileName() + ".before-weir" + (i == 1 ? "" : "-" + i));
            if (!Files.exists(copy)) {
                return OwnersFile.write(copy, Files.readString(target));
            }
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
