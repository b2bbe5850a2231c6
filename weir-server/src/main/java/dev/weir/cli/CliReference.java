package dev.weir.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The reference of the command line, a Markdown page made from the commands themselves. */
public final class CliReference {
    private static final String INTRODUCTION = """
            # Command line

            <!-- Made from the commands by a test; change the commands, then run: mvn test -pl weir-server -am -Dtest=CliReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -Dweir.docs.write=true -->

            `./weir COMMAND --help` says the same as this page. Exit codes: 0 done, 1 refused or failed with the reason on standard error, 2 wrong usage. Results go to standard output, remarks and progress to standard error; progress is drawn on a terminal only. `WEIR_DEBUG=1` adds where a failure comes from.

            Commands that ask a server find it by themselves on the machine where it runs: a server writes its address into the file `server.url` in its data directory, readable by its owner only, and removes it when it stops; the key is in `cli.token` beside it. From elsewhere, `WEIR_URL` and `WEIR_API_KEY` or the options say where it is.
            """;
    private static final Set<String> COMMON =
            Set.of("--url", "--key", "--project", "--json", "--config", "--data", "--help");

    private CliReference() {}

    public static String markdown(CommandLine root) {
        List<CommandSpec> commands = new ArrayList<>();
        gather(root.getCommandSpec(), commands);
        StringBuilder page = new StringBuilder(INTRODUCTION);
        overview(page, commands);
        common(page, commands);
        commands.forEach(command -> section(page, command));
        return page.toString();
    }

    /** The commands that do something, in the order of the tree. */
    private static void gather(CommandSpec command, List<CommandSpec> found) {
        for (CommandLine line : Set.copyOf(command.subcommands().values()).stream()
                .sorted((a, b) -> order(command, a) - order(command, b))
                .toList()) {
            CommandSpec sub = line.getCommandSpec();
            if (sub.usageMessage().hidden() || sub.helpCommand()) {
                continue;
            }
            if (sub.subcommands().isEmpty()) {
                found.add(sub);
            } else {
                gather(sub, found);
            }
        }
    }

    private static int order(CommandSpec parent, CommandLine sub) {
        return List.copyOf(parent.subcommands().values()).indexOf(sub);
    }

    private static void overview(StringBuilder page, List<CommandSpec> commands) {
        page.append("\n| command | what it does |\n|---|---|\n");
        for (CommandSpec command : commands) {
            page.append("| `%s` | %s |\n"
                    .formatted(name(command), command.usageMessage().description()[0]));
        }
    }

    private static void common(StringBuilder page, List<CommandSpec> commands) {
        CommandSpec asking =
                commands.stream().filter(CliReference::asksServer).findFirst().orElseThrow();
        page.append("\n## Options of every command that asks a server\n\n");
        table(page, asking.options().stream().filter(CliReference::isCommon));
    }

    private static boolean asksServer(CommandSpec command) {
        return command.findOption("--url") != null;
    }

    private static boolean isCommon(OptionSpec option) {
        return COMMON.contains(option.longestName());
    }

    private static void section(StringBuilder page, CommandSpec command) {
        page.append("\n## `").append(name(command)).append("`\n\n");
        page.append(String.join(" ", command.usageMessage().description())).append('\n');
        page.append("\n    ").append(synopsis(command)).append('\n');
        boolean asks = asksServer(command);
        Stream<ArgSpec> own = Stream.concat(
                command.positionalParameters().stream(),
                command.options().stream().filter(option -> !option.usageHelp() && !(asks && isCommon(option))));
        List<ArgSpec> shown = own.filter(arg -> !arg.hidden()).toList();
        if (!shown.isEmpty()) {
            page.append('\n');
            table(page, shown.stream());
        }
        if (asks) {
            page.append("\nAnd the options of every command that asks a server.\n");
        }
    }

    private static String name(CommandSpec command) {
        return "./" + command.qualifiedName();
    }

    private static String synopsis(CommandSpec command) {
        String parameters = command.positionalParameters().stream()
                .map(CliReference::written)
                .collect(Collectors.joining(" "));
        boolean options = command.options().stream().anyMatch(option -> !option.usageHelp());
        return name(command) + (options ? " [options]" : "") + (parameters.isEmpty() ? "" : " " + parameters);
    }

    private static void table(StringBuilder page, Stream<? extends ArgSpec> arguments) {
        page.append("| argument | what it is |\n|---|---|\n");
        arguments.forEach(argument -> page.append("| `%s` | %s |\n"
                .formatted(
                        written(argument),
                        String.join(" ", argument.description()).replace("|", "\\|"))));
    }

    private static String written(ArgSpec argument) {
        return switch (argument) {
            case OptionSpec option ->
                String.join(", ", option.names()) + (option.arity().max() == 0 ? "" : " " + option.paramLabel());
            case PositionalParamSpec parameter -> {
                String label = parameter.paramLabel() + (parameter.arity().max() > 1 ? "…" : "");
                yield parameter.arity().min() == 0 ? "[" + label + "]" : label;
            }
            default -> argument.paramLabel();
        };
    }
}
