package dev.weir.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** Lists files. */
@Command(name = "list", description = "Lists the project's files, newest first.")
final class FilesList extends ApiCommand {
    FilesList(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode files = OpenAiPages.all(client, "/v1/files");
        if (!printedJson(files)) {
            Table table = new Table()
                    .text("ID")
                    .text("NAME")
                    .text("PURPOSE")
                    .text("SIZE")
                    .text("CREATED")
                    .text("EXPIRES");
            files.path("data")
                    .forEach(file -> table.row(
                            Shown.text(file, "id"),
                            Shown.text(file, "filename"),
                            Shown.text(file, "purpose"),
                            Shown.bytes(file.path("bytes").asLong()),
                            OpenAiPages.time(file, "created_at"),
                            OpenAiPages.time(file, "expires_at")));
            table.print(out());
        }
        return 0;
    }
}
