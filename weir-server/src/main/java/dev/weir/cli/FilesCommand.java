package dev.weir.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code weir files}. */
@Command(name = "files", description = "Uploads, lists, reads and deletes files, such as those of batches.")
final class FilesCommand {
    private FilesCommand() {}

    static CommandLine line(Machine machine) {
        return new CommandLine(new FilesCommand())
                .addSubcommand(new FilesUpload(machine))
                .addSubcommand(new FilesList(machine))
                .addSubcommand(new FilesContent(machine))
                .addSubcommand(new FilesRemove(machine));
    }

    static String path(String id) {
        return "/v1/files/" + WeirClient.encoded(id);
    }
}
