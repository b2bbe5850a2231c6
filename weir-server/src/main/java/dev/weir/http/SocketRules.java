package dev.weir.http;

import dev.weir.spi.ErrorCode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Who may open a WebSocket, and how long it may be still.
 *
 * @param ping how often the client is asked whether it is there; one that keeps silent twice is not
 * @param idle after how long without a request the socket is closed
 * @param origins the sites, besides Weir's own, whose pages may open one
 */
public record SocketRules(Duration ping, Duration idle, List<String> origins) {
    /** What a server takes that says nothing else. */
    public static final SocketRules USUAL = new SocketRules(Duration.ofSeconds(30), Duration.ofMinutes(10), List.of());

    /** What a browser offers that knows this protocol; it wants one of its offers confirmed. */
    static final List<String> PROTOCOLS = List.of("weir-chat.v1", "realtime");

    /** A browser cannot set headers for a WebSocket; OpenAI's realtime clients put the key into the offers. */
    private static final List<String> KEYS = List.of("weir-api-key.", "openai-insecure-api-key.");

    public SocketRules {
        origins =
                origins.stream().map(origin -> origin.toLowerCase(Locale.ROOT)).toList();
    }

    /** The same headers, with a key among the offered protocols as bearer token. */
    static UnaryOperator<@Nullable String> withKey(UnaryOperator<@Nullable String> headers) {
        String offered = headers.apply("sec-websocket-protocol");
        if (offered == null || headers.apply("authorization") != null) {
            return headers;
        }
        return key(offered)
                .<UnaryOperator<@Nullable String>>map(
                        key -> name -> name.equalsIgnoreCase("authorization") ? "Bearer " + key : headers.apply(name))
                .orElse(headers);
    }

    private static Optional<String> key(String offered) {
        for (String offer : offered.split(",", 64)) {
            for (String prefix : KEYS) {
                if (offer.strip().startsWith(prefix)) {
                    return Optional.of(offer.strip().substring(prefix.length()));
                }
            }
        }
        return Optional.empty();
    }

    /**
     * A browser says which site's page opens a socket, and lets any page do so.
     *
     * @throws Refusal if it is another site's
     */
    void checkOrigin(Request request) {
        String origin = request.header("origin").orElse(null);
        if (origin == null || origins.contains(origin.toLowerCase(Locale.ROOT)) || isOwn(request, origin)) {
            return;
        }
        throw new Refusal(
                ErrorCode.FORBIDDEN,
                "Pages of " + origin + " may not open this socket.",
                "origin",
                "List the origin in server.websocket.origins.");
    }

    private static boolean isOwn(Request request, String origin) {
        try {
            String authority = URI.create(origin).getAuthority();
            return authority != null
                    && request.header("host")
                            .filter(authority::equalsIgnoreCase)
                            .isPresent();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
