package dev.weir.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads a file. */
@Command(name = "content", description = "Prints a file's content, or writes it to the disk.")
final class FilesContent extends ApiCommand {
    @Parameters(paramLabel = "ID", description = "The file's id.")
    private String id = "";

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write it; absent: to the screen.")
    private @Nullable Path target;

    FilesContent(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        Download.of(client, id, target, out());
        return 0;
    }
}
