package dev.weir.bench;

import picocli.CommandLine.Option;

/** How a benchmark loads a server at full speed: options of several, each with its own defaults. */
final class Rounds {
    @Option(names = "--connections", description = "Connections at full speed.")
    int connections;

    @Option(names = "--seconds", description = "Each round's length.")
    int seconds;

    @Option(
            names = "--warm-up",
            description = "Seconds of load on Weir before anything counts: on two cores its compiler needs them.")
    int warmUp;

    @Option(names = "--rounds", description = "How often each is measured.")
    int count;

    Rounds(int connections, int seconds, int warmUp, int count) {
        this.connections = connections;
        this.seconds = seconds;
        this.warmUp = warmUp;
        this.count = count;
    }
}
