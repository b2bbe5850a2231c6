package dev.weir.audit;

import dev.weir.audit.Checkpoints.Signed;
import dev.weir.audit.merkle.Hashes;
import dev.weir.http.Json;
import dev.weir.spi.Cancellation;
import dev.weir.spi.Outbound;
import dev.weir.spi.OutboundException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

/** A server that is told each checkpoint by a POST; it has taken it when it answers with 2xx. */
record WebhookPlace(URI address, Outbound outbound) implements Place {
    private static final Outbound.Timeouts TIMEOUTS = new Outbound.Timeouts(
            Duration.ofSeconds(2), Duration.ofSeconds(8), Duration.ofSeconds(8), Duration.ofSeconds(10));
    private static final int LARGEST = 1 << 16;

    /** On the wire. */
    private record Told(String origin, long size, String root, Instant at, String checkpoint) {}

    @Override
    public String kind() {
        return "webhook";
    }

    @Override
    public String id() {
        byte[] hash = Hashes.sha256().digest(address.toString().getBytes(StandardCharsets.UTF_8));
        return "webhook " + HexFormat.of().formatHex(hash, 0, 8);
    }

    /** Paths and queries of webhooks are often their passwords. */
    @Override
    public String shown() {
        return address.getScheme() + "://" + address.getHost() + "/…";
    }

    @Override
    public void publish(Signed signed) throws IOException {
        byte[] body = Json.bytes(new Told(
                signed.checkpoint().origin(),
                signed.checkpoint().size(),
                Base64.getEncoder().encodeToString(signed.checkpoint().root()),
                signed.at(),
                signed.note()));
        Outbound.Request post =
                new Outbound.Request("POST", address, Map.of("content-type", "application/json"), body, true, TIMEOUTS);
        try (Outbound.Reply reply = outbound.send(post, new Cancellation())) {
            reply.readAll(LARGEST);
            if (reply.status() < 200 || reply.status() > 299) {
                throw new IOException("it answered " + reply.status());
            }
        } catch (OutboundException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
