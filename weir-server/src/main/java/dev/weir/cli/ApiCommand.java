package dev.weir.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** A command that asks a running server. */
abstract class ApiCommand implements Callable<Integer> {
    private final Machine machine;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ClientOptions options = new ClientOptions();

    ApiCommand(Machine machine) {
        this.machine = machine;
    }

    /** The exit code. */
    abstract int run(WeirClient client) throws IOException, InterruptedException;

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (WeirClient client = options.client(machine)) {
            return run(client);
        }
    }

    final Machine machine() {
        return machine;
    }

    final ClientOptions options() {
        return options;
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Prints the answer as it is if the user asked for that; whether it did. */
    final boolean printedJson(JsonNode answer) {
        if (options.json()) {
            out().println(answer.toPrettyString());
        }
        return options.json();
    }
}
