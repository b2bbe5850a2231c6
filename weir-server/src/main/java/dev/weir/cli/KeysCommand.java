package dev.weir.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code weir keys}. */
@Command(
        name = "keys",
        description = "Creates, lists, limits, rotates and revokes the keys that applications call Weir with.")
final class KeysCommand {
    private KeysCommand() {}

    static CommandLine line(Machine machine) {
        return new CommandLine(new KeysCommand())
                .addSubcommand(new KeysCreate(machine))
                .addSubcommand(new KeysList(machine))
                .addSubcommand(new KeysLimit(machine))
                .addSubcommand(new KeysRotate(machine))
                .addSubcommand(new KeysRevoke(machine));
    }
}
