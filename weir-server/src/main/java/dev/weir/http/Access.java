package dev.weir.http;

import dev.weir.spi.Role;

/** Who may call a route. */
public sealed interface Access {
    /** Anyone: health, the login page, its style sheet. */
    Access OPEN = new Open();

    /** Holders of a key (or a login) whose role may do what {@code role} may. */
    static Access from(Role role) {
        return new AtLeast(role);
    }

    /** No credentials needed. */
    record Open() implements Access {}

    /** This role, or one that may do more. */
    record AtLeast(Role role) implements Access {}
}
