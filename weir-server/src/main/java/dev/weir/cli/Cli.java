package dev.weir.cli;

import dev.weir.config.ConfigException;
import dev.weir.simulator.SimulatorCommand;
import dev.weir.store.StorageException;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code weir}: reads the arguments, runs the subcommand and turns its outcome into an exit code. */
@Command(
        name = "weir",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "A gateway between your applications and their language models.",
        subcommands = {SimulatorCommand.class, CommandLine.HelpCommand.class})
public final class Cli implements Runnable {
    /** Its tokenizer warns of graphics cards that nobody asked for. Kept here: loggers are held weakly. */
    private static final Logger NATIVE_CHATTER = Logger.getLogger("ai.djl");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Cli() {}

    /** All commands, for running and for the reference page. */
    public static CommandLine commandLine(Starter starter) {
        return new CommandLine(new Cli())
                .addSubcommand(new UpCommand(starter))
                .setExecutionExceptionHandler(Cli::explain)
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    /** The exit code. */
    public static int run(String[] arguments, Starter starter) {
        Logger.getLogger("").setLevel(Level.WARNING);
        NATIVE_CHATTER.setLevel(Level.SEVERE);
        return commandLine(starter).execute(arguments);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult result)
            throws Exception {
        switch (failure) {
            case CommandFailure known -> command.getErr().println(known.getMessage());
            case ConfigException known -> command.getErr().println(known.getMessage());
            case StorageException known -> command.getErr().println(known.getMessage());
            case IOException known -> command.getErr().println(known.getMessage());
            default -> throw failure;
        }
        return 1;
    }
}
