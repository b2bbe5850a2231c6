package dev.weir.cli;

import dev.weir.simulator.SimulatorCommand;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** {@code weir}: reads the arguments, runs the subcommand and turns its outcome into an exit code. */
@Command(
        name = "weir",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "A gateway between your applications and their language models.")
public final class Cli implements Runnable {
    /** They warn of missing vector modules and graphics cards. Kept here, because loggers are held weakly. */
    private static final List<Logger> CHATTY = List.of(
            Logger.getLogger("org.apache.lucene"),
            Logger.getLogger("ai.djl"),
            Logger.getLogger("com.zaxxer.hikari"),
            Logger.getLogger("io.lettuce"));

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Cli() {}

    /** All commands, for running and for the reference page. */
    public static CommandLine commandLine(Machine machine) {
        CommandLine line = new CommandLine(new Cli())
                .addSubcommand(new UpCommand(machine))
                .addSubcommand(new TourCommand(machine))
                .addSubcommand(new AskCommand(machine))
                .addSubcommand(KbCommand.line(machine))
                .addSubcommand(TraceCommand.line(machine))
                .addSubcommand(ModelsCommand.line(machine))
                .addSubcommand(AliasesCommand.line(machine))
                .addSubcommand(PricesCommand.line(machine))
                .addSubcommand(ProvidersCommand.line(machine))
                .addSubcommand(new ConnectCommand(machine))
                .addSubcommand(new DrillCommand(machine))
                .addSubcommand(new MirrorCommand(machine))
                .addSubcommand(CacheCommand.line(machine))
                .addSubcommand(KeysCommand.line(machine))
                .addSubcommand(LimitsCommand.line(machine))
                .addSubcommand(new BudgetCommand(machine))
                .addSubcommand(UsageCommand.line(machine))
                .addSubcommand(FilesCommand.line(machine))
                .addSubcommand(BatchesCommand.line(machine))
                .addSubcommand(ProjectsCommand.line(machine))
                .addSubcommand(new DoctorCommand(machine))
                .addSubcommand(ConfigCommand.line(machine))
                .addSubcommand(ImportCommand.line(machine))
                .addSubcommand(BillCommand.line(machine))
                .addSubcommand(AuditCommand.line(machine))
                .addSubcommand(new BackupCommand(machine))
                .addSubcommand(new RestoreCommand(machine))
                .addSubcommand(new SimulatorCommand())
                .addSubcommand(new AotTrain(machine))
                .addSubcommand(new CommandLine.HelpCommand());
        withHelp(line.getCommandSpec());
        return line.setExecutionExceptionHandler(new Explanations(machine.environment()))
                .setParameterExceptionHandler(new WrongUsage())
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    /** The exit code. */
    public static int run(String[] arguments, Starter starter) {
        Logger.getLogger("").setLevel(Level.WARNING);
        CHATTY.forEach(logger -> logger.setLevel(Level.SEVERE));
        return commandLine(Machine.real(starter)).execute(arguments);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static void withHelp(CommandSpec command) {
        if (command.findOption("--help") == null && !command.helpCommand()) {
            command.addOption(OptionSpec.builder("-h", "--help")
                    .usageHelp(true)
                    .description("Show this help message and exit.")
                    .build());
        }
        command.subcommands().values().forEach(sub -> withHelp(sub.getCommandSpec()));
    }
}
