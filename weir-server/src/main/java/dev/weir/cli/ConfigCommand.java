package dev.weir.cli;

import dev.weir.config.ConfigException;
import dev.weir.config.ConfigFile;
import dev.weir.config.ConfigReference;
import dev.weir.config.ConfigSchema;
import dev.weir.config.Loaded;
import dev.weir.http.Json;
import dev.weir.live.ConfigChecks;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weir config}. */
@Command(name = "config", description = "Checks the configuration and says what can be configured.")
final class ConfigCommand {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private ConfigCommand() {}

    static CommandLine line(Machine machine) {
        return new CommandLine(new ConfigCommand())
                .addSubcommand(new Validate(machine))
                .addSubcommand(new ConfigStatus(machine))
                .addSubcommand(new ConfigChanges(machine))
                .addSubcommand(new ConfigGiveUp(machine));
    }

    @Command(name = "schema", description = "Prints the JSON Schema of weir.yaml, for editors.")
    void schema() {
        spec.commandLine().getOut().print(ConfigSchema.json());
    }

    @Command(name = "reference", description = "Prints every key with what it is, its type and default, in Markdown.")
    void reference() {
        spec.commandLine().getOut().print(ConfigReference.markdown());
    }

    @Command(
            name = "validate",
            description = "Reads the configuration as the server would and says everything that is wrong with it.")
    static final class Validate implements Callable<Integer> {
        private final Machine machine;

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Parameters(
                paramLabel = "FILE",
                arity = "0..1",
                description = "Default: the file that WEIR_CONFIG names, else ./weir.yaml if it is there.")
        private @Nullable Path file;

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        Validate(Machine machine) {
            this.machine = machine;
        }

        @Override
        public Integer call() {
            try {
                valid(ConfigChecks.passed(ConfigFile.load(file, machine.environment(), List.of())));
                return 0;
            } catch (ConfigException e) {
                if (!json) {
                    throw e;
                }
                print(Map.of("valid", false, "problems", e.problems()));
                return 1;
            }
        }

        private void valid(Loaded loaded) {
            if (json) {
                print(Map.of("valid", true, "sources", loaded.sources(), "notes", loaded.notes()));
                return;
            }
            PrintWriter out = spec.commandLine().getOut();
            out.println("The configuration is valid. It comes from " + String.join(", ", loaded.sources()) + ".");
            loaded.notes().forEach(note -> out.println("note: " + note));
        }

        private void print(Object value) {
            spec.commandLine()
                    .getOut()
                    .println(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value));
        }
    }
}
