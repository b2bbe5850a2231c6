package dev.weir.console;

import dev.weir.http.Handler;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.spi.ErrorCode;
import java.net.URI;
import java.util.Optional;

/**
 * Refuses forms that another site made the browser send. Browsers name the sending site in {@code Sec-Fetch-Site} or
 * {@code Origin}; a program that is no browser sends neither, and carries no cookie that it was not given.
 */
final class SameOrigin {
    private SameOrigin() {}

    static Handler only(Handler handler) {
        return request -> {
            if (!isOwn(request)) {
                throw new Refusal(ErrorCode.FORBIDDEN, "This form was sent from another site, so nothing was changed.");
            }
            return handler.handle(request);
        };
    }

    private static boolean isOwn(Request request) {
        Optional<String> site = request.header("sec-fetch-site");
        if (site.isPresent()) {
            return site.get().equals("same-origin") || site.get().equals("none");
        }
        Optional<String> origin = request.header("origin");
        return origin.isEmpty()
                || authority(origin.get()).equals(request.header("host").orElse(""));
    }

    private static String authority(String origin) {
        try {
            String authority = URI.create(origin).getAuthority();
            return authority == null ? "" : authority;
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
