package dev.weir.cli;

import dev.weir.config.ConfigException;
import dev.weir.http.Refusal;
import dev.weir.store.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Ends a command that failed: one message on the error stream, exit code 1. */
final class Explanations implements IExecutionExceptionHandler {
    private static final int FAILED = 1;
    private final Map<String, String> environment;

    Explanations(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult result) {
        command.getOut().flush();
        command.getErr().println(message(failure));
        if (environment.containsKey("WEIR_DEBUG")) {
            failure.printStackTrace(command.getErr());
        }
        command.getErr().flush();
        return FAILED;
    }

    private static String message(Exception failure) {
        return switch (failure) {
            case Refusal known -> refusal(known);
            case NoSuchFileException missing -> "There is no file or folder " + missing.getFile() + ".";
            case AccessDeniedException denied -> "This user may not use " + denied.getFile() + ".";
            case CommandFailure known -> String.valueOf(known.getMessage());
            case ConfigException known -> String.valueOf(known.getMessage());
            case StorageException known -> String.valueOf(known.getMessage());
            case IllegalArgumentException known -> String.valueOf(known.getMessage());
            case UncheckedIOException known -> String.valueOf(known.getMessage());
            case IOException known -> String.valueOf(known.getMessage());
            case InterruptedException stopped -> "Stopped.";
            default -> "This is a mistake of Weir itself: " + failure + ". With WEIR_DEBUG=1 it says where.";
        };
    }

    private static String refusal(Refusal known) {
        String hint = known.refused().hint();
        return known.refused().message() + (hint == null ? "" : "\n" + hint);
    }
}
