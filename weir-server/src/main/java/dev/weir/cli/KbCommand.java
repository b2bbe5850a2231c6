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
                .addSubcommand(new KbCreate(machine))
                .addSubcommand(new KbSet(machine))
                .addSubcommand(new KbList(machine))
                .addSubcommand(new KbShow(machine))
                .addSubcommand(new KbSearch(machine))
                .addSubcommand(new KbShare(machine))
                .addSubcommand(new KbRetry(machine))
                .addSubcommand(new KbRemove(machine))
                .addSubcommand(new KbEval(machine))
                .addSubcommand(new KbQueries(machine))
                .addSubcommand(new KbMeasure(machine))
                .addSubcommand(new KbTune(machine));
    }

    /** A base's place in the API. */
    static String path(String name) {
        return "/api/kb/" + WeirClient.encoded(name);
    }
}
