package dev.weir.config;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

@Doc("Where Weir listens, and how much it takes on.")
public record ServerConfig(
        @Doc("The address to listen on; `0.0.0.0` is every address of the machine.") @Default("127.0.0.1")
        String host,

        @Doc("The port to listen on; `0` takes any that is free.") @Default("8080") @Range(min = 0, max = 65535)
        int port,

        @Doc("The address under which clients and browsers reach Weir, where it differs from host and port.") @Nullable
        URI publicUrl,

        @Doc("The largest request body that is read; a larger one is answered 413.") @Default("32MB")
        ByteSize maxBody,

        @Doc(
                "The largest image that is read inside a chat request, counted without its base64; a larger one is answered"
                        + " 400. What a provider takes less of, it refuses itself.")
        @Default("20MB")
        ByteSize maxImage,

        @Doc("How many calls to models, streams included, may be in progress at once; one more waits, see `admission`.")
        @Default("4096")
        @Range(min = 1, max = 1_000_000)
        int maxConcurrent,

        @Doc("How long a stop waits for calls in progress before it cuts them.") @Default("10s")
        Duration shutdownGrace,

        @Doc("How calls wait for a place, and how many places there are for whom.")
        AdmissionConfig admission,

        @Doc("Who may open WebSockets, and how long they may be still.")
        WebSocketConfig websocket) {
    public ServerConfig {
        if (host.isBlank()) {
            throw new IllegalArgumentException("host is an address such as 127.0.0.1");
        }
        if (maxBody.bytes() < 1024 || maxBody.bytes() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("max_body is 1KB to 2047MB, not " + maxBody);
        }
    }
}
