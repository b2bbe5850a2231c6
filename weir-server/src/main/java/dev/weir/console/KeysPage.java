package dev.weir.console;

import dev.weir.spi.Role;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * @param made a key that was just made, or empty
 * @param madeName its name
 * @param roles what the person who looks may give away
 */
public record KeysPage(
        Shell shell, List<KeySource.Key> keys, String made, String madeName, List<Role> roles, Instant now) {

    public String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    public String meaning(Role role) {
        return switch (role) {
            case OWNER -> "owner: everything";
            case ADMIN -> "admin: keys, projects, configuration";
            case DEVELOPER -> "developer: calls models, changes knowledge";
            case VIEWER -> "viewer: reads";
        };
    }
}
