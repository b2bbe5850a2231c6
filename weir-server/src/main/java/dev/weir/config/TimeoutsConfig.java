package dev.weir.config;

import java.time.Duration;
import java.util.stream.Stream;

@Doc("How long each part of a call may take.")
public record TimeoutsConfig(
        @Doc("Until the provider accepts the connection.") @Default("2s")
        Duration connect,

        @Doc("Until the first content of the answer.") @Default("60s")
        Duration firstToken,

        @Doc("Between two events of a stream.") @Default("60s")
        Duration idle,

        @Doc("For the whole call, every attempt included.") @Default("600s")
        Duration total) {
    public TimeoutsConfig {
        if (Stream.of(connect, firstToken, idle, total).anyMatch(Duration::isZero)) {
            throw new IllegalArgumentException("a timeout is longer than 0; to wait long, write for example 1h");
        }
    }
}
