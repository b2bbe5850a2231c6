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

    private static final String HELP = "help";

    /** In the order in which the help lists them. */
    private static final List<String> COMMANDS = List.of(
            "up",
            "tour",
            "ask",
            "kb",
            "trace",
            "models",
            "aliases",
            "prices",
            "providers",
            "connect",
            "drill",
            "mirror",
            "cache",
            "keys",
            "limits",
            "budget",
            "usage",
            "files",
            "batches",
            "projects",
            "doctor",
            "config",
            "import",
            "bill",
            "audit",
            "backup",
            "restore",
            "simulate",
            "aot-train",
            HELP);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Cli() {}

    /** All commands, for the reference page and for whoever asks for none of them. */
    public static CommandLine commandLine(Machine machine) {
        return commandLine(machine, COMMANDS);
    }

    /** The one that is asked for: to describe all of them takes a tenth of a second, which most runs need not wait for. */
    private static CommandLine commandLine(Machine machine, String[] arguments) {
        boolean known = arguments.length > 0 && !arguments[0].equals(HELP) && COMMANDS.contains(arguments[0]);
        return commandLine(machine, known ? List.of(arguments[0]) : COMMANDS);
    }

    private static CommandLine commandLine(Machine machine, List<String> commands) {
        CommandLine line = new CommandLine(new Cli());
        commands.forEach(name -> line.addSubcommand(name, command(name, machine)));
        withHelp(line.getCommandSpec());
        return line.setExecutionExceptionHandler(new Explanations(machine.environment()))
                .setParameterExceptionHandler(new WrongUsage())
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    private static Object command(String name, Machine machine) {
        return switch (name) {
            case "up" -> new UpCommand(machine);
            case "tour" -> new TourCommand(machine);
            case "ask" -> new AskCommand(machine);
            case "kb" -> KbCommand.line(machine);
            case "trace" -> TraceCommand.line(machine);
            case "models" -> ModelsCommand.line(machine);
            case "aliases" -> AliasesCommand.line(machine);
            case "prices" -> PricesCommand.line(machine);
            case "providers" -> ProvidersCommand.line(machine);
            case "connect" -> new ConnectCommand(machine);
            case "drill" -> new DrillCommand(machine);
            case "mirror" -> new MirrorCommand(machine);
            case "cache" -> CacheCommand.line(machine);
            case "keys" -> KeysCommand.line(machine);
            case "limits" -> LimitsCommand.line(machine);
            case "budget" -> new BudgetCommand(machine);
            case "usage" -> UsageCommand.line(machine);
            case "files" -> FilesCommand.line(machine);
            case "batches" -> BatchesCommand.line(machine);
            case "projects" -> ProjectsCommand.line(machine);
            case "doctor" -> new DoctorCommand(machine);
            case "config" -> ConfigCommand.line(machine);
            case "import" -> ImportCommand.line(machine);
            case "bill" -> BillCommand.line(machine);
            case "audit" -> AuditCommand.line(machine);
            case "backup" -> new BackupCommand(machine);
            case "restore" -> new RestoreCommand(machine);
            case "simulate" -> new SimulatorCommand();
            case "aot-train" -> new AotTrain(machine);
            case HELP -> new CommandLine.HelpCommand();
            default -> throw new IllegalArgumentException("no command " + name);
        };
    }

    /** The exit code. */
    public static int run(String[] arguments, Starter starter) {
        Logger.getLogger("").setLevel(Level.WARNING);
        CHATTY.forEach(logger -> logger.setLevel(Level.SEVERE));
        return commandLine(Machine.real(starter), arguments).execute(arguments);
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
