package dev.weir.provider;

import dev.weir.http.Json;
import dev.weir.spi.Cancellation;
import dev.weir.spi.ExtensionContext;
import dev.weir.spi.Outbound;
import dev.weir.spi.OutboundException;
import dev.weir.spi.OutboundException.Reason;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Access tokens of a service account: fetched when the first call needs one, and again a while before it expires. While
 * one caller renews, the others go on with the token that still holds.
 */
final class GoogleTokens implements VendorHttp.Authorization {
    private static final Logger log = LoggerFactory.getLogger(GoogleTokens.class);
    private static final Duration EARLY = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofSeconds(15);
    private static final Duration LEAST = Duration.ofSeconds(10);
    private static final int MAX_REPLY = 1 << 16;
    private static final Outbound.Timeouts TIMEOUTS = new Outbound.Timeouts(
            Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(10));

    private final ServiceAccount account;
    private final ExtensionContext context;
    private final boolean allowPrivate;
    private final ReentrantLock renewing = new ReentrantLock();
    private volatile @Nullable Token token;

    private record Token(String header, Instant renewAt, Instant expiresAt) {}

    GoogleTokens(ServiceAccount account, ExtensionContext context, boolean allowPrivate) {
        this.account = account;
        this.context = context;
        this.allowPrivate = allowPrivate;
    }

    @Override
    public Map<String, String> headers(
            URI uri, Map<String, String> sent, byte[] body, Cancellation cancellation) throws OutboundException {
        return Map.of("authorization", current(cancellation));
    }

    private String current(Cancellation cancellation) throws OutboundException {
        Instant now = context.clock().instant();
        Token held = token;
        if (held == null || !now.isBefore(held.expiresAt)) {
            renewing.lock();
            return renewed(now, cancellation);
        }
        if (now.isBefore(held.renewAt) || !renewing.tryLock()) {
            return held.header;
        }
        try {
            return renewed(now, cancellation);
        } catch (OutboundException e) {
            log.warn("An access token could not be renewed; the one that still holds is used. {}", e.getMessage());
            token = new Token(held.header, now.plus(PAUSE), held.expiresAt);
            return held.header;
        }
    }

    /** Whoever had to wait finds what the other one fetched. */
    private String renewed(Instant now, Cancellation cancellation) throws OutboundException {
        try {
            Token newer = token;
            if (newer == null || !now.isBefore(newer.renewAt)) {
                newer = fetch(now, cancellation);
                token = newer;
            }
            return newer.header;
        } finally {
            renewing.unlock();
        }
    }

    private Token fetch(Instant now, Cancellation cancellation) throws OutboundException {
        String form = "grant_type=" + URLEncoder.encode("urn:ietf:params:oauth:grant-type:jwt-bearer", StandardCharsets.UTF_8)
                + "&assertion=" + account.assertion(now);
        Outbound.Request request = new Outbound.Request(
                "POST",
                account.tokens(),
                Map.of("content-type", "application/x-www-form-urlencoded"),
                form.getBytes(StandardCharsets.US_ASCII),
                allowPrivate,
                TIMEOUTS);
        try (Outbound.Reply reply = context.outbound().send(request, cancellation)) {
            byte[] body = reply.readAll(MAX_REPLY);
            if (reply.status() >= 500) {
                throw new OutboundException(
                        Reason.BROKEN, "Google gave no access token: it answered " + reply.status() + ".");
            }
            return token(reply.status(), body, now);
        }
    }

    private static Token token(int status, byte[] body, Instant now) throws OutboundException {
        JsonNode answer = read(body);
        String text = answer.path("access_token").asString("");
        if (status != 200 || text.isEmpty()) {
            String why = answer.path("error_description")
                    .asString(answer.path("error").asString("no reason given"));
            throw new OutboundException(
                    Reason.NOT_AUTHORIZED,
                    "Google gave no access token for the service account (" + status + "): " + why);
        }
        Duration lives = Duration.ofSeconds(Math.max(1, answer.path("expires_in").asLong(ServiceAccount.LIFETIME_SECONDS)));
        Duration early = lives.compareTo(EARLY.multipliedBy(2)) > 0 ? EARLY : lives.dividedBy(2);
        Instant expires = now.plus(lives).minus(lives.compareTo(LEAST) > 0 ? LEAST.dividedBy(2) : Duration.ZERO);
        return new Token("Bearer " + text, now.plus(lives).minus(early), expires);
    }

    private static JsonNode read(byte[] body) {
        try {
            return Json.MAPPER.readTree(body);
        } catch (JacksonException e) {
            return Json.MAPPER.missingNode();
        }
    }
}
