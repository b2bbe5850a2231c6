package dev.weir.cli;

import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** {@code weir batches}. */
@Command(name = "batches", description = "Has files of requests worked off in the background.")
final class BatchesCommand {
    private static final Set<String> OVER = Set.of("completed", "failed", "expired", "cancelled");

    private BatchesCommand() {}

    static CommandLine line(Machine machine) {
        return new CommandLine(new BatchesCommand())
                .addSubcommand(new BatchesCreate(machine))
                .addSubcommand(new BatchesList(machine))
                .addSubcommand(new BatchesShow(machine))
                .addSubcommand(new BatchesCancel(machine))
                .addSubcommand(new BatchesResults(machine));
    }

    static String path(String id) {
        return "/v1/batches/" + WeirClient.encoded(id);
    }

    static boolean isOver(JsonNode batch) {
        return OVER.contains(Shown.text(batch, "status"));
    }
}
