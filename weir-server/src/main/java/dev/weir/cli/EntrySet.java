package dev.weir.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Sets an entry of a running server's configuration. */
abstract class EntrySet extends EntryCommand {
    @Option(
            names = "--if-match",
            paramLabel = "ETAG",
            description = "Change it only if it is what show --json printed with this etag.")
    private @Nullable String tag;

    EntrySet(Machine machine, String all) {
        super(machine, all);
    }

    /** As under its name in weir.yaml. */
    abstract Object entry() throws IOException;

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode answer = client.put(path(), entry(), tag);
        if (!printedJson(answer)) {
            out().println("'" + name() + "' is set and live.");
        }
        return 0;
    }

    @Command(
            name = "set",
            description = {
                "Sets a model of the running server; it is live at once and stays after a restart.",
                "Either a file says all of it, as under models: in weir.yaml, or --deployment says who answers."
            })
    static final class Model extends EntrySet {
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
            super(machine, "/api/models");
        }

        @Override
        Object entry() throws IOException {
            if ((file == null) == deployments.isEmpty()) {
                throw new CommandFailure("Say either --file or --deployment.");
            }
            if (file != null && strategy != null) {
                throw new CommandFailure("--strategy goes with --deployment; with --file, write it into the file.");
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
    static final class Provider extends EntrySet {
        @Option(
                names = "--file",
                paramLabel = "FILE",
                required = true,
                description = "The provider in YAML or JSON; - reads it from the input.")
        private Path file = Path.of("-");

        Provider(Machine machine) {
            super(machine, "/api/providers");
        }

        @Override
        Object entry() throws IOException {
            return Entries.read(file);
        }
    }

    @Command(
            name = "set",
            description = {
                "Sets what a model costs, for calls from now on; NAME is the vendor's model, or PROVIDER/MODEL.",
                "Either a file says all of it, as under prices: in weir.yaml, or --input and --output do."
            })
    static final class Price extends EntrySet {
        @ArgGroup(multiplicity = "1", exclusive = true)
        private Said said = new Said();

        /** The price, in one of two ways. */
        static final class Said {
            @Option(
                    names = "--file",
                    paramLabel = "FILE",
                    required = true,
                    description = "The price in YAML or JSON; - reads it from the input.")
            private @Nullable Path file;

            @ArgGroup(exclusive = false)
            private @Nullable Amounts amounts;
        }

        /** What a million tokens cost. */
        static final class Amounts {
            @Option(
                    names = "--input",
                    paramLabel = "AMOUNT",
                    required = true,
                    description = "The price of a million input tokens.")
            private String input = "";

            @Option(
                    names = "--output",
                    paramLabel = "AMOUNT",
                    required = true,
                    description = "The price of a million output tokens; 0 for a model that only embeds.")
            private String output = "";

            @Option(
                    names = "--cached-input",
                    paramLabel = "AMOUNT",
                    description = "The same of input that the provider had cached; default: as --input.")
            private @Nullable String cachedInput;

            @Option(names = "--currency", paramLabel = "CODE", description = "By ISO 4217; default: USD.")
            private @Nullable String currency;

            Map<String, String> entry() {
                Map<String, String> price = new LinkedHashMap<>(Map.of("input", input, "output", output));
                if (cachedInput != null) {
                    price.put("cached_input", cachedInput);
                }
                if (currency != null) {
                    price.put("currency", currency);
                }
                return price;
            }
        }

        Price(Machine machine) {
            super(machine, "/api/prices");
        }

        @Override
        Object entry() throws IOException {
            return said.amounts == null ? Entries.read(Objects.requireNonNull(said.file)) : said.amounts.entry();
        }
    }

    @Command(name = "set", description = "Makes a name stand for a model; live at once.")
    static final class Alias extends EntrySet {
        @Parameters(index = "1", paramLabel = "MODEL", description = "The model, or PROVIDER/MODEL.")
        private String model = "";

        Alias(Machine machine) {
            super(machine, "/api/aliases");
        }

        @Override
        Object entry() {
            return Map.of("model", model);
        }
    }
}
