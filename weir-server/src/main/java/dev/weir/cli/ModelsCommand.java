package dev.weir.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code weir models}. */
@Command(
        name = "models",
        description = "Shows and changes the models, tries one, and explains where a request would go.")
final class ModelsCommand {
    private ModelsCommand() {}

    static CommandLine line(Machine machine) {
        return new CommandLine(new ModelsCommand())
                .addSubcommand(new ModelsList(machine))
                .addSubcommand(new EntryShow(machine, "/api/models"))
                .addSubcommand(new EntrySet.Model(machine))
                .addSubcommand(new EntryRemove(machine, "/api/models"))
                .addSubcommand(new ModelsTest(machine))
                .addSubcommand(new ModelsExplain(machine))
                .addSubcommand(new ModelsTrain(machine))
                .addSubcommand(new ModelsClassifiers(machine));
    }
}
