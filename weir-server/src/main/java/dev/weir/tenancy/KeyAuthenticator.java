package dev.weir.tenancy;

import dev.weir.http.Authenticator;
import dev.weir.http.Request;
import dev.weir.spi.Principal;
import java.util.Optional;

/**
 * Knows a caller by its key ({@code Authorization: Bearer}, {@code x-api-key} or {@code api-key}) or, without one, by the
 * console's cookie. {@code ?project=} or {@code x-weir-project}, an id or a name, puts a key for all projects into
 * another one; {@link EndUsers} finds whom the caller acts for. Thread-safe; does not touch the database.
 */
public final class KeyAuthenticator implements Authenticator {
    private final Tenancy tenancy;
    private final ConsoleLogins logins;
    private final FailedAttempts failures;
    private final EndUsers endUsers;

    KeyAuthenticator(Tenancy tenancy, ConsoleLogins logins, FailedAttempts failures, EndUsers endUsers) {
        this.endUsers = endUsers;
        this.tenancy = tenancy;
        this.logins = logins;
        this.failures = failures;
    }

    @Override
    public Principal identify(Request request) {
        Optional<String> key = key(request);
        Principal principal = key.isPresent()
                ? CredentialRefusals.accept(tenancy.authenticate(key.get()), failures)
                : signedIn(request);
        return endUsers.proved(inProject(principal, request), request);
    }

    /** A header that holds something else, such as a proxy's own password, does not hide the others. */
    private static Optional<String> key(Request request) {
        return request.header("authorization")
                .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
                .map(value -> value.substring(7))
                .or(() -> request.header("x-api-key"))
                .or(() -> request.header("api-key"))
                .map(String::strip)
                .filter(key -> !key.isEmpty());
    }

    private Principal signedIn(Request request) {
        if (ConsoleLogins.token(request).isEmpty()) {
            throw request.header("authorization").isPresent()
                    ? CredentialRefusals.otherScheme()
                    : CredentialRefusals.missing();
        }
        Principal principal =
                logins.principal(request).orElseThrow(() -> failures.instead(CredentialRefusals.loginEnded()));
        SameOrigin.demand(request);
        return principal;
    }

    private Principal inProject(Principal principal, Request request) {
        Optional<String> named = namedProject(request);
        return named.isEmpty()
                ? principal
                : principal.in(tenancy.project(principal, named.get()).id());
    }

    static Optional<String> namedProject(Request request) {
        return request.query("project")
                .filter(name -> !name.isEmpty())
                .or(() -> request.header("x-weir-project").map(String::strip).filter(name -> !name.isEmpty()));
    }
}
