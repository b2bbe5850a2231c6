package dev.weir.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what was wrong with the arguments and where to read more, rather than everything there is to read. */
final class WrongUsage implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException mistake, String[] arguments) {
        CommandLine command = mistake.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(mistake.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(mistake, err)) {
            more(command, err);
        }
        err.flush();
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static void more(CommandLine command, PrintWriter err) {
        if (command.getSubcommands().isEmpty()) {
            err.println("See ./" + command.getCommandSpec().qualifiedName() + " --help");
        } else {
            command.usage(err);
        }
    }
}
