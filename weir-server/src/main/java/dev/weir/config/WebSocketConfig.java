package dev.weir.config;

import java.time.Duration;
import java.util.List;

@Doc("Who may open WebSockets, and how long they may be still.")
public record WebSocketConfig(
        @Doc("How often a client is asked whether it is there; one that keeps silent twice is not.") @Default("30s")
        Duration ping,

        @Doc("After how long without a request a socket is closed.") @Default("10m")
        Duration idle,

        @Doc("Sites, besides Weir's own, whose pages may open a socket, such as `https://app.example.com`.")
        List<String> origins) {
    public WebSocketConfig {
        origins = List.copyOf(origins);
        if (ping.isZero() || idle.isZero()) {
            throw new IllegalArgumentException("ping and idle are longer than 0");
        }
    }
}
