package dev.weir.anomaly;

import dev.weir.usage.KeyHours;

/** What is compared. */
enum Measure {
    REQUESTS("requests", 5),
    TOKENS("tokens", 2_000),
    /** In millionths of the currency's unit. */
    COST("cost", 10_000);

    private final String wire;
    private final double floor;

    /**
     * @param floor the least median absolute deviation: so little more or less is never unusual
     */
    Measure(String wire, double floor) {
        this.wire = wire;
        this.floor = floor;
    }

    String wire() {
        return wire;
    }

    double floor() {
        return floor;
    }

    long of(KeyHours.Used used) {
        return switch (this) {
            case REQUESTS -> used.requests();
            case TOKENS -> used.tokens();
            case COST -> used.micros();
        };
    }
}
