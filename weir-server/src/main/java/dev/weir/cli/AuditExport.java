package dev.weir.cli;

import dev.weir.audit.OfflineLog;
import dev.weir.http.Json;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Writes the log into a file. */
@Command(
        name = "export",
        description =
                "Writes every entry up to the newest checkpoint into a file, one a line, and the checkpoint last.")
final class AuditExport extends LogCommand {
    @Parameters(paramLabel = "FILE", description = "The file to write, which must not exist yet.")
    private Path file = Path.of("weir-audit.jsonl");

    AuditExport(Machine machine) {
        super(machine);
    }

    @Override
    int run(OfflineLog log) throws IOException {
        try {
            long entries = log.export(file);
            if (json()) {
                out().println(Json.tree(Json.bytes(Map.of("file", file.toString(), "entries", entries)))
                        .toPrettyString());
            } else {
                out().println("Wrote " + Shown.number(entries) + " entries to " + file + ".");
            }
            return 0;
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailure(file + " exists. Name a file that does not.");
        }
    }
}
