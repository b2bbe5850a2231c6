package dev.weir.simulator;

/** What the event loops of one simulator share. */
final class Backstage {
    private final SimulatorOptions options;
    private volatile SimBatches batches = new SimBatches();
    private volatile Round round;
    private volatile boolean closing;

    Backstage(SimulatorOptions options) {
        this.options = options;
        this.round = new Round(options.script(), new ServedLog(options.logCapacity()));
    }

    SimulatorOptions options() {
        return options;
    }

    SimBatches batches() {
        return batches;
    }

    Round round() {
        return round;
    }

    synchronized void script(Script script) {
        round = new Round(script, round.log());
    }

    synchronized void clear() {
        round = new Round(round.script(), new ServedLog(options.logCapacity()));
        batches = new SimBatches();
    }

    void close() {
        closing = true;
    }

    boolean closing() {
        return closing;
    }
}
