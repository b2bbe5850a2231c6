package dev.weir.console;

import dev.weir.http.Request;
import dev.weir.spi.Principal;
import java.util.Optional;

/** Signs people in and out. Thread-safe. */
public interface LoginSource {
    /**
     * Exchanges a key for a cookie.
     *
     * @param request the form that was sent; tells whether the browser came by HTTPS
     */
    Login login(Request request, String key);

    /** Who is signed in, if the request carries a login that has not ended. */
    Optional<Principal> signedIn(Request request);

    /**
     * Ends the login that a request's cookie names, if there is one.
     *
     * @return the {@code Set-Cookie} value that makes the browser forget it
     */
    String logout(Request request);

    /** What came of a try to sign in. */
    sealed interface Login {
        /**
         * @param setCookie a whole {@code Set-Cookie} value; it must say {@code HttpOnly; SameSite=Strict; Path=/}
         */
        record SignedIn(String setCookie) implements Login {}

        /**
         * @param message why not and what would be right, for the person who tries
         */
        record Rejected(String message) implements Login {}
    }
}
