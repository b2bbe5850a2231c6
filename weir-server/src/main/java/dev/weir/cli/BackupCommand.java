package dev.weir.cli;

import dev.weir.http.Json;
import dev.weir.store.Backup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes everything into one file, whether the server runs or not. */
@Command(
        name = "backup",
        description = "Writes everything Weir keeps, except the master key, into one file; the server may be running.")
final class BackupCommand implements Callable<Integer> {
    private final Machine machine;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "FILE", description = "The file to write, which must not exist yet.")
    private Path file = Path.of("weir-backup.zip");

    BackupCommand(Machine machine) {
        this.machine = machine;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path target = file.toAbsolutePath().normalize();
        refuseTarget(target);
        JsonNode made;
        try (WeirClient client = options.client(machine)) {
            made = fromServer(client, target);
        } catch (NoServer e) {
            if (options.namesServer(machine)) {
                throw e;
            }
            made = withoutServer(target);
        }
        show(made);
        return 0;
    }

    private static void refuseTarget(Path target) {
        if (Files.exists(target)) {
            throw new CommandFailure(target + " exists. Name a file that does not.");
        }
        if (target.getParent() == null || !Files.isDirectory(target.getParent())) {
            throw new CommandFailure("There is no folder " + target.getParent() + ". Create it first.");
        }
    }

    /** The name of the server's file cannot be guessed, so that whoever finds it here is on the server's machine. */
    private static JsonNode fromServer(WeirClient client, Path target) throws IOException, InterruptedException {
        ObjectNode made = (ObjectNode) client.post("/api/backup", Map.of());
        Path there = Path.of(Shown.text(made, "file"));
        if (Files.isReadable(there)) {
            Files.move(there, target);
            made.put("file", target.toString());
        } else {
            made.put("remote", true);
        }
        return made;
    }

    private JsonNode withoutServer(Path target) {
        Path data = options.data(machine);
        if (!Files.exists(data.resolve("version"))) {
            throw new CommandFailure("There is nothing to back up: "
                    + data.toAbsolutePath().normalize()
                    + " is not a data directory of Weir. Name it with --data, or a running server with --url.");
        }
        long bytes = machine.starter().backup(options.config(machine), machine.environment(), target);
        return Json.MAPPER
                .createObjectNode()
                .put("file", target.toString())
                .put("bytes", bytes)
                .put("note", Backup.ABOUT_THE_MASTER_KEY);
    }

    private void show(JsonNode made) {
        if (options.json()) {
            spec.commandLine().getOut().println(made.toPrettyString());
            return;
        }
        boolean remote = made.path("remote").asBoolean(false);
        String where = remote ? " on the server's machine; copy it from there." : ".";
        spec.commandLine()
                .getOut()
                .println("Backed up " + Shown.bytes(made.path("bytes").asLong(0)) + " to " + Shown.text(made, "file")
                        + where);
        spec.commandLine().getErr().println("note: " + Shown.text(made, "note"));
    }
}
