package dev.weir.tenancy;

import dev.weir.spi.Principal;

/**
 * A browser that was let in.
 *
 * @param cookie the value of {@code Set-Cookie}; carries the login's token
 */
public record Login(Principal principal, String cookie) {
    @Override
    public String toString() {
        return "login of " + principal.name();
    }
}
