package dev.weir.config;

import java.time.Duration;

@Doc("What is kept of the calls that passed through.")
public record TracesConfig(
        @Doc("How long a trace and a response of `/v1/responses` is kept; the ledger is kept regardless.")
        @Default("30d")
        Duration retention) {
    public TracesConfig {
        if (retention.isZero()) {
            throw new IllegalArgumentException("retention is longer than 0; write for example 1d");
        }
    }
}
