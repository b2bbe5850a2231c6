package dev.weir.cli;

import dev.weir.simulator.SimulatorCommand;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
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

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Cli() {}

    /** Every command by its name, in the order in which the help lists them; none is made yet. */
    private static Map<String, Supplier<Object>> commands(Machine machine) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("up", () -> new UpCommand(machine));
        commands.put("tour", () -> new TourCommand(machine));
        commands.put("ask", () -> new AskCommand(machine));
        commands.put("kb", () -> KbCommand.line(machine));
        commands.put("trace", () -> TraceCommand.line(machine));
        commands.put("models", () -> ModelsCommand.line(machine));
        commands.put("aliases", () -> AliasesCommand.line(machine));
        commands.put("prices", () -> PricesCommand.line(machine));
        commands.put("providers", () -> ProvidersCommand.line(machine));
        commands.put("connect", () -> new ConnectCommand(machine));
        commands.put("drill", () -> new DrillCommand(machine));
        commands.put("mirror", () -> new MirrorCommand(machine));
        commands.put("cache", () -> CacheCommand.line(machine));
        commands.put("keys", () -> KeysCommand.line(machine));
        commands.put("limits", () -> LimitsCommand.line(machine));
        commands.put("budget", () -> new BudgetCommand(machine));
        commands.put("usage", () -> UsageCommand.line(machine));
        commands.put("files", () -> FilesCommand.line(machine));
        commands.put("batches", () -> BatchesCommand.line(machine));
        commands.put("projects", () -> ProjectsCommand.line(machine));
        commands.put("doctor", () -> new DoctorCommand(machine));
        commands.put("config", () -> ConfigCommand.line(machine));
        commands.put("import", () -> ImportCommand.line(machine));
        commands.put("bill", () -> BillCommand.line(machine));
        commands.put("audit", () -> AuditCommand.line(machine));
        commands.put("backup", () -> new BackupCommand(machine));
        commands.put("restore", () -> new RestoreCommand(machine));
        commands.put("simulate", () -> new SimulatorCommand());
        commands.put("aot-train", () -> new AotTrain(machine));
        commands.put(HELP, CommandLine.HelpCommand::new);
        return commands;
    }

    /** All commands, for the reference page and for whoever asks for none of them. */
    public static CommandLine commandLine(Machine machine) {
        return commandLine(machine, commands(machine));
    }

    /** The one that is asked for: to describe all of them takes a tenth of a second, which most runs need not wait for. */
    private static CommandLine commandLine(Machine machine, String[] arguments) {
        Map<String, Supplier<Object>> commands = commands(machine);
        boolean known = arguments.length > 0 && !arguments[0].equals(HELP) && commands.containsKey(arguments[0]);
        if (known) {
            commands.keySet().retainAll(Set.of(arguments[0]));
        }
        return commandLine(machine, commands);
    }

    private static CommandLine commandLine(Machine machine, Map<String, Supplier<Object>> commands) {
        CommandLine line = new CommandLine(new Cli());
        commands.forEach((name, command) -> line.addSubcommand(name, command.get()));
        withHelp(line.getCommandSpec());
        return line.setExecutionExceptionHandler(new Explanations(machine.environment()))
                .setParameterExceptionHandler(new WrongUsage())
                .setCaseInsensitiveEnumValuesAllowed(true);
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
