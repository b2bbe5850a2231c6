package dev.weir.config;

import java.time.Duration;

@Doc("Requests with an `Idempotency-Key`.")
public record IdempotencyConfig(
        @Doc("How long the first answer to a key is given again.") @Default("24h")
        Duration retention,

        @Doc("The largest answer that is kept for that; a second request with the key of a larger one is refused.")
        @Default("8MB")
        ByteSize maxAnswer) {
    private static final long LARGEST = 64L << 20;

    public IdempotencyConfig {
        if (retention.isZero()) {
            throw new IllegalArgumentException("retention is longer than 0; write for example 24h");
        }
        if (maxAnswer.bytes() < 1 || maxAnswer.bytes() > LARGEST) {
            throw new IllegalArgumentException("max_answer is at least 1B and at most 64MB");
        }
    }
}
