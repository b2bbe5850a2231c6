package dev.weir.cli;

import dev.weir.store.Backup;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Brings a backup into a new data directory. */
@Command(name = "restore", description = "Restores a backup into an empty or new data directory.")
final class RestoreCommand implements Callable<Integer> {
    private final Machine machine;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Parameters(paramLabel = "FILE", description = "What ./weir backup wrote.")
    private Path file = Path.of("weir-backup.zip");

    RestoreCommand(Machine machine) {
        this.machine = machine;
    }

    @Override
    public Integer call() throws NoSuchFileException {
        Path data = options.load(machine.environment(), List.of())
                .config()
                .data()
                .toAbsolutePath()
                .normalize();
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(file.toString());
        }
        Backup.restore(file, data);
        spec.commandLine().getOut().println("Restored into " + data + ". Start it with ./weir up --data " + data);
        spec.commandLine().getErr().println("note: " + Backup.ABOUT_THE_MASTER_KEY);
        return 0;
    }
}
