package dev.weir.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code weir kb}. */
@Command(name = "kb", description = "Fills, searches and measures knowledge bases.")
final class KbCommand {
    private KbCommand() {}

    static CommandLine line(Machine machine) {
        return new CommandLine(new KbCommand())
                .addSubcommand(new KbAdd(machine))
                .addSubcommand(new KbList(machine))
                .addSubcommand(new KbShow(machine))
                .addSubcommand(new KbSearch(machine))
                .addSubcommand(new KbRetry(machine))
                .addSubcommand(new KbRemove(machine))
                .addSubcommand(new KbEval(machine));
    }

    /** A base's place in the API. */
    static String path(String name) {
        return "/api/kb/" + WeirClient.encoded(name);
    }
}
