package dev.weir.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code weir import}. */
@Command(name = "import", description = "Makes a weir.yaml of another gateway's configuration.")
final class ImportCommand {
    private ImportCommand() {}

    static CommandLine line(Machine machine) {
        return new CommandLine(new ImportCommand())
                .addSubcommand(new ImportLiteLlm(machine))
                .addSubcommand(new ImportPortkey(machine))
                .addSubcommand(new ImportOpenRouter(machine));
    }
}
