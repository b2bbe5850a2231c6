package dev.weir.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code weir trace}. */
@Command(name = "trace", description = "Shows what passed through: each exchange with its steps, tokens and cost.")
final class TraceCommand {
    private TraceCommand() {}

    static CommandLine line(Machine machine) {
        return new CommandLine(new TraceCommand())
                .addSubcommand(new TraceList(machine))
                .addSubcommand(new TraceShow(machine));
    }
}
