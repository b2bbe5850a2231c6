package dev.weir.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code weir aliases}. */
@Command(name = "aliases", description = "Shows and changes the other names of models.")
final class AliasesCommand {
    private AliasesCommand() {}

    static CommandLine line(Machine machine) {
        return new CommandLine(new AliasesCommand())
                .addSubcommand(new EntryList(machine, "/api/aliases", "model"))
                .addSubcommand(new EntryShow(machine, "/api/aliases"))
                .addSubcommand(new EntrySet.Alias(machine))
                .addSubcommand(new EntryRemove(machine, "/api/aliases"));
    }
}
