package dev.weir.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code weir providers}. */
@Command(name = "providers", description = "Shows and changes the providers of the running server.")
final class ProvidersCommand {
    private ProvidersCommand() {}

    static CommandLine line(Machine machine) {
        return new CommandLine(new ProvidersCommand())
                .addSubcommand(new EntryList(machine, "/api/providers", "kind"))
                .addSubcommand(new EntryShow(machine, "/api/providers"))
                .addSubcommand(new EntrySet.Provider(machine))
                .addSubcommand(new EntryRemove(machine, "/api/providers"));
    }
}
