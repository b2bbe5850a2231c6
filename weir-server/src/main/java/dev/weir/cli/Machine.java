package dev.weir.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a command finds around it.
 *
 * @param starter builds what runs in this process
 * @param environment the variables
 * @param terminal whether somebody watches: progress is shown, pauses are worth their time, and a question may be asked
 * @param answers a line that the user types; empty where nobody answers
 */
public record Machine(Starter starter, Map<String, String> environment, boolean terminal, Supplier<String> answers) {
    public Machine {
        environment = Map.copyOf(environment);
    }

    /** One where nobody answers. */
    public Machine(Starter starter, Map<String, String> environment, boolean terminal) {
        this(starter, environment, terminal, () -> "");
    }

    /** This process's. */
    static Machine real(Starter starter) {
        return new Machine(
                starter,
                System.getenv(),
                System.console() != null && System.console().isTerminal(),
                Machine::typed);
    }

    private static String typed() {
        try {
            String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            return "";
        }
    }
}
