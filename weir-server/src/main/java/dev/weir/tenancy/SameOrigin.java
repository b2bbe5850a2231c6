package dev.weir.tenancy;

import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.spi.ErrorCode;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that another site made a browser send (cross-site request forgery). A browser says where a request
 * came from in {@code Sec-Fetch-Site} (W3C Fetch Metadata), but only on HTTPS and on loopback; elsewhere its {@code
 * Origin} (RFC 6454) must name the host it was sent to. Pages cannot set either header.
 */
public final class SameOrigin {
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private SameOrigin() {}

    /**
     * For requests that act by a cookie, and for the login itself.
     *
     * @throws Refusal if the request changes something and does not show that it comes from Weir's own pages
     */
    public static void demand(Request request) {
        if (!SAFE.contains(request.method()) && !shown(request)) {
            throw new Refusal(
                    ErrorCode.FORBIDDEN,
                    "A login works only from Weir's own pages: this request came from elsewhere, or does not say.",
                    null,
                    "Programs send a key: Authorization: Bearer wk_…. Behind a proxy, pass Host or X-Forwarded-Host on.");
        }
    }

    private static boolean shown(Request request) {
        Optional<String> site = request.header("sec-fetch-site");
        if (site.isPresent()) {
            return site.get().equals("same-origin");
        }
        String origin = request.header("origin").map(SameOrigin::authority).orElse(null);
        return origin != null && (names(request, "host", origin) || names(request, "x-forwarded-host", origin));
    }

    private static boolean names(Request request, String header, String origin) {
        return request.header(header)
                .map(host -> host.toLowerCase(Locale.ROOT))
                .filter(origin::equals)
                .isPresent();
    }

    /** Host and port as a Host header has them; null for {@code null} and what is no origin. */
    private static @Nullable String authority(String origin) {
        try {
            String authority = URI.create(origin).getAuthority();
            return authority == null ? null : authority.toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
