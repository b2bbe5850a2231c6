package dev.weir.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Writes an invoice into a file. */
@Command(
        name = "export",
        description = "Writes an invoice into a file: with everything that proves what it has of this node's log, for"
                + " ./weir bill verify; or, where the file's name ends so, as .json or .pdf.")
final class BillExport extends ApiCommand {
    @Parameters(index = "0", paramLabel = "INVOICE", description = "An id, a number such as INV-000001, or a month.")
    private String invoice = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "The file to write, which must not exist yet.")
    private Path file = Path.of("invoice.jsonl");

    BillExport(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        try {
            String path = "/api/invoices/" + WeirClient.encoded(invoice);
            String name = file.toString();
            if (name.endsWith(".json")) {
                Files.writeString(file, client.get(path).toPrettyString() + "\n", StandardOpenOption.CREATE_NEW);
            } else if (name.endsWith(".pdf")) {
                try (InputStream pdf = client.download(path + "/pdf")) {
                    Files.copy(pdf, file);
                }
            } else {
                proof(client, path, file);
            }
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailure(file + " exists. Name a file that does not.");
        }
        if (!printedJson(JsonMapper.shared().valueToTree(Map.of("file", file.toString())))) {
            out().println("Wrote " + file + ", " + Shown.bytes(Files.size(file)) + ".");
        }
        return 0;
    }

    private static JsonNode stretch(JsonNode header) {
        return JsonMapper.shared()
                .readTree(header.path("bill").asString())
                .path("logs")
                .valueStream()
                .filter(log -> log.path("origin").equals(header.path("log")))
                .findFirst()
                .orElseThrow(() -> new CommandFailure("The server answered what is no invoice's first line."));
    }

    /** The file that proves what an invoice has of a node's log: its first line, and the entries of its stretch of the log as they come. */
    static void proof(WeirClient client, String path, Path file) throws IOException, InterruptedException {
        JsonNode header = client.get(path + "/export");
        JsonNode stretch = stretch(header);
        long left = stretch.path("to").asLong() - stretch.path("from").asLong();
        try (BufferedWriter out =
                Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW)) {
            out.write(header.toString());
            out.write('\n');
            String cursor = stretch.path("from").toString();
            while (left > 0 && !cursor.isEmpty()) {
                JsonNode page = client.get(path + "/log?cursor=" + cursor);
                for (JsonNode line : page.path("data")) {
                    if (left-- > 0) {
                        out.write(line.asString());
                        out.write('\n');
                    }
                }
                cursor = page.path("next").asString("");
            }
        }
    }
}
