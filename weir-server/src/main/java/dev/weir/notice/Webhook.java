package dev.weir.notice;

import dev.weir.http.Json;
import dev.weir.kernel.Clock;
import dev.weir.spi.Cancellation;
import dev.weir.spi.Outbound;
import dev.weir.spi.OutboundException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A server that is told each notice by a POST, as an event of CloudEvents 1.0 in JSON with the headers of Standard
 * Webhooks; it has taken it when it answers with 2xx.
 */
final class Webhook {
    private static final Outbound.Timeouts TIMEOUTS = new Outbound.Timeouts(
            Duration.ofSeconds(2), Duration.ofSeconds(8), Duration.ofSeconds(8), Duration.ofSeconds(10));
    private static final int LARGEST = 1 << 16;

    private final URI address;
    private final WebhookSecret secret;
    private final String source;
    private final Outbound outbound;
    private final Clock clock;

    /**
     * @param source who tells, in every event
     */
    Webhook(URI address, WebhookSecret secret, String source, Outbound outbound, Clock clock) {
        this.address = address;
        this.secret = secret;
        this.source = source;
        this.outbound = outbound;
        this.clock = clock;
    }

    /** On the wire; the names are those of the specification. */
    private record Event(
            String specversion,
            String id,
            String source,
            String type,
            String subject,
            Instant time,
            String datacontenttype,
            Map<String, @Nullable Object> data) {}

    /** Paths and queries of webhooks are often their passwords. */
    String shown() {
        return address.getScheme() + "://" + address.getHost() + "/…";
    }

    void send(Notice notice) throws IOException, InterruptedException {
        byte[] body = Json.bytes(event(notice));
        Instant now = clock.instant();
        Map<String, String> headers = Map.of(
                "content-type",
                "application/cloudevents+json",
                "webhook-id",
                notice.id(),
                "webhook-timestamp",
                Long.toString(now.getEpochSecond()),
                "webhook-signature",
                secret.sign(notice.id(), now, body));
        Outbound.Request post = new Outbound.Request("POST", address, headers, body, true, TIMEOUTS);
        try (Outbound.Reply reply = outbound.send(post, new Cancellation())) {
            reply.readAll(LARGEST);
            if (reply.status() < 200 || reply.status() > 299) {
                throw new IOException("it answered " + reply.status());
            }
        } catch (OutboundException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private Event event(Notice notice) {
        Map<String, @Nullable Object> about = new LinkedHashMap<>();
        about.put("organization", notice.organization().value());
        about.put("project", notice.project() == null ? null : notice.project().value());
        about.put("scope", notice.scope());
        about.put("name", notice.name());
        about.put("title", notice.title());
        about.put("message", notice.message());
        about.putAll(notice.details());
        return new Event(
                "1.0",
                notice.id(),
                source,
                "dev.weir." + notice.kind(),
                notice.scope() + "/" + notice.name(),
                notice.at(),
                "application/json",
                about);
    }
}
