package dev.weir.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Sets an entry of a running server's configuration. */
abstract class EntrySet extends ApiCommand {
    private final String path;

    @Option(
            names = "--if-match",
            paramLabel = "ETAG",
            description = "Change it only if it is what show --json printed with this etag.")
    private @Nullable String tag;

    /**
     * @param path of the entries' API
     */
    EntrySet(Machine machine, String path) {
        super(machine);
        this.path = path;
    }

    abstract String name();

    abstract Object entry() throws IOException;

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode answer = client.put(path + WeirClient.encoded(name()), entry(), tag);
        if (!printedJson(answer)) {
            out().println("'" + name() + "' is set and live.");
        }
        return 0;
    }

    /** One that is written in a file. */
    abstract static class FromFile extends EntrySet {
        @Parameters(index = "0", paramLabel = "NAME", description = "Its name.")
        private String name = "";

        FromFile(Machine machine, String path) {
            super(machine, path);
        }

        @Override
        String name() {
            return name;
        }
    }

    @Command(
            name = "set",
            description = {
                "Sets a model of the running server; it is live at once and stays after a restart.",
                "Either a file says all of it, as under models: in weir.yaml, or --deployment says who answers."
            })
    static final class Model extends FromFile {
        @Option(
                names = "--file",
                paramLabel = "FILE",
                description = "The model in YAML or JSON; - reads it from the input.")
        private @Nullable Path file;

        @Option(
                names = "--deployment",
                paramLabel = "PROVIDER/MODEL",
                description = "Who answers, in order; may be given several times.")
        private List<String> deployments = List.of();

        @Option(names = "--strategy", paramLabel = "NAME", description = "The order in which they are asked.")
        private @Nullable String strategy;

        Model(Machine machine) {
            super(machine, "/api/models/");
        }

        @Override
        Object entry() throws IOException {
            if ((file == null) == deployments.isEmpty()) {
                throw new CommandFailure("Say either --file or --deployment.");
            }
            if (file != null) {
                return Entries.read(file);
            }
            Map<String, Object> model = new LinkedHashMap<>();
            if (strategy != null) {
                model.put("strategy", strategy);
            }
            model.put("deployments", deployments.stream().map(Model::deployment).toList());
            return model;
        }

        private static Map<String, String> deployment(String written) {
            int slash = written.indexOf('/');
            if (slash < 1) {
                throw new CommandFailure("'" + written + "' is no PROVIDER/MODEL, such as openai/gpt-4o-mini.");
            }
            return Map.of("provider", written.substring(0, slash), "model", written.substring(slash + 1));
        }
    }

    @Command(
            name = "set",
            description =
                    "Sets a provider of the running server, as under providers: in weir.yaml. A key is named by its"
                            + " variable: ${NAME_API_KEY}.")
    static final class Provider extends FromFile {
        @Option(
                names = "--file",
                paramLabel = "FILE",
                required = true,
                description = "The provider in YAML or JSON; - reads it from the input.")
        private Path file = Path.of("-");

        Provider(Machine machine) {
            super(machine, "/api/providers/");
        }

        @Override
        Object entry() throws IOException {
            return Entries.read(file);
        }
    }

    @Command(name = "set", description = "Makes a name stand for a model; live at once.")
    static final class Alias extends FromFile {
        @Parameters(index = "1", paramLabel = "MODEL", description = "The model, or PROVIDER/MODEL.")
        private String model = "";

        Alias(Machine machine) {
            super(machine, "/api/aliases/");
        }

        @Override
        Object entry() {
            return Map.of("model", model);
        }
    }
}
