package dev.weir.simulator;

import java.time.InstantSource;

/**
 * Where a simulator listens, what it plays, and how much it remembers.
 *
 * @param host the address to bind; loopback unless told otherwise, since nothing here asks for a key
 * @param port the port; 0 takes any free one
 * @param logCapacity how many requests the served log keeps, about 280 bytes each
 * @param eventLoops threads that serve; the number of cores by default
 * @param keepBodies whether the served log keeps each request's body, however large: for tests that look at what
 *     arrived, not for benchmarks
 * @param clock what time the log and the replies name
 */
public record SimulatorOptions(
        String host,
        int port,
        Script script,
        int logCapacity,
        int eventLoops,
        boolean keepBodies,
        InstantSource clock) {

    public SimulatorOptions {
        Checks.that(port >= 0 && port <= 65_535, "port", port, "a port from 1 to 65535, or 0 for any free one");
        Checks.that(logCapacity >= 1, "log_capacity", logCapacity, "a number of 1 or more");
        Checks.that(eventLoops >= 1, "event_loops", eventLoops, "a number of 1 or more");
    }

    /** Any free port of 127.0.0.1, {@link Script#DEFAULT}, 200,000 requests, the system's clock. */
    public static SimulatorOptions defaults() {
        return new SimulatorOptions(
                "127.0.0.1",
                0,
                Script.DEFAULT,
                200_000,
                Runtime.getRuntime().availableProcessors(),
                false,
                InstantSource.system());
    }

    public SimulatorOptions withHost(String other) {
        return new SimulatorOptions(other, port, script, logCapacity, eventLoops, keepBodies, clock);
    }

    public SimulatorOptions withPort(int other) {
        return new SimulatorOptions(host, other, script, logCapacity, eventLoops, keepBodies, clock);
    }

    public SimulatorOptions withScript(Script other) {
        return new SimulatorOptions(host, port, other, logCapacity, eventLoops, keepBodies, clock);
    }

    public SimulatorOptions withLogCapacity(int other) {
        return new SimulatorOptions(host, port, script, other, eventLoops, keepBodies, clock);
    }

    public SimulatorOptions withEventLoops(int other) {
        return new SimulatorOptions(host, port, script, logCapacity, other, keepBodies, clock);
    }

    public SimulatorOptions withKeepBodies(boolean other) {
        return new SimulatorOptions(host, port, script, logCapacity, eventLoops, other, clock);
    }

    public SimulatorOptions withClock(InstantSource other) {
        return new SimulatorOptions(host, port, script, logCapacity, eventLoops, keepBodies, other);
    }
}
