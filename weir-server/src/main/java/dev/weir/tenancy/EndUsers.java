package dev.weir.tenancy;

import dev.weir.dialect.EndUserField;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.spi.EndUser;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Principal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the end user whom a request's headers name: by a signed token ({@code x-weir-user-token}), or by the word of a key
 * that holds {@code act_as} ({@code x-weir-act-as}). Thread-safe.
 */
final class EndUsers {
    static final String ACT_AS = "x-weir-act-as";

    private static final int LONGEST = 16_384;

    /** Nothing else is made for one: it would be shown what all users did. */
    private static final List<String> OPEN = List.of("/v1/", "/api/kb/");

    private static final List<String> CLOSED = List.of("/v1/files", "/v1/batches", "/v1/uploads");

    private final @Nullable UserTokens tokens;

    /**
     * @param tokens null where no issuer is configured
     */
    EndUsers(@Nullable UserTokens tokens) {
        this.tokens = tokens;
    }

    /**
     * The principal, acting for whom the request names.
     *
     * @throws Refusal if that is not proved, or the request is none that is made for anybody
     */
    Principal proved(Principal who, Request request) {
        Principal acting = acting(who, request);
        if (acting.endUser() != null && !isOpen(request.path())) {
            throw new Refusal(
                    ErrorCode.FORBIDDEN,
                    request.path() + " is not for an end user: it would show what is not theirs.",
                    null,
                    "Leave " + UserTokens.HEADER + " and " + ACT_AS
                            + " out. Calls under /v1 and knowledge bases take them.");
        }
        return acting;
    }

    private static boolean isOpen(String path) {
        return OPEN.stream().anyMatch(path::startsWith) && CLOSED.stream().noneMatch(path::startsWith);
    }

    private Principal acting(Principal who, Request request) {
        Optional<String> token = header(request, UserTokens.HEADER);
        Optional<String> word = header(request, ACT_AS);
        if (token.isPresent() && word.isPresent()) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "The request names its end user twice: in " + UserTokens.HEADER + " and in " + ACT_AS + ".",
                    ACT_AS,
                    "Send one of the two.");
        }
        return token.isPresent()
                ? who.actingFor(byToken(token.get()))
                : word.map(text -> byWord(who, text)).orElse(who);
    }

    /** A header that is there and empty is a mistake that must not pass for none: the request would lose its user. */
    private static Optional<String> header(Request request, String name) {
        return request.header(name).map(String::strip);
    }

    private EndUser byToken(String token) {
        if (tokens == null) {
            throw new Refusal(
                    ErrorCode.INVALID_USER_TOKEN,
                    "User tokens cannot be checked here: no issuer is configured.",
                    UserTokens.HEADER,
                    "Set identity.issuer, identity.audience and identity.jwks_url in weir.yaml.");
        }
        return tokens.read(token);
    }

    private static Principal byWord(Principal who, String text) {
        if (text.length() > LONGEST) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "The header " + ACT_AS + " has more than " + LONGEST + " characters.",
                    ACT_AS,
                    "Name the user in the body: weir.as in calls, as in searches.");
        }
        return EndUserField.vouched(who, EndUserField.of(text.getBytes(StandardCharsets.UTF_8), ACT_AS), ACT_AS);
    }
}
