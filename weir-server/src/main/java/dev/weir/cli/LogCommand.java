package dev.weir.cli;

import dev.weir.audit.OfflineLog;
import dev.weir.audit.note.VerifierKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that reads the audit log of a data directory. */
abstract class LogCommand implements Callable<Integer> {
    private final Machine machine;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Option(
            names = "--verifier",
            paramLabel = "KEY",
            description =
                    "The public key that must have signed, as it was told before; default: the one beside the log.")
    private @Nullable String verifier;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    LogCommand(Machine machine) {
        this.machine = machine;
    }

    /** The exit code. */
    abstract int run(OfflineLog log) throws IOException;

    @Override
    public Integer call() throws IOException {
        try (OfflineLog log = OfflineLog.open(data(), trusted())) {
            return run(log);
        }
    }

    final Path data() {
        return server.load(machine.environment(), List.of()).config().data();
    }

    final List<VerifierKey> trusted() {
        return verifier == null ? List.of() : List.of(VerifierKey.parse(verifier));
    }

    final boolean json() {
        return json;
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    final PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
