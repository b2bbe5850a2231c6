package dev.weir.cli;

import java.util.Map;

/**
 * What a command finds around it.
 *
 * @param starter builds what runs in this process
 * @param environment the variables
 * @param terminal whether somebody watches: progress is shown, and pauses are worth their time
 */
public record Machine(Starter starter, Map<String, String> environment, boolean terminal) {
    public Machine {
        environment = Map.copyOf(environment);
    }

    /** This process's. */
    static Machine real(Starter starter) {
        return new Machine(
                starter,
                System.getenv(),
                System.console() != null && System.console().isTerminal());
    }
}
