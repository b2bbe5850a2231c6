package dev.weir.console;

import dev.weir.spi.KeyId;
import dev.weir.spi.Principal;
import dev.weir.spi.Role;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The virtual keys of the principal's project. Changes throw a {@link dev.weir.http.Refusal}. Thread-safe. */
public interface KeySource {
    /** The newest first. */
    List<Key> keys(Principal principal);

    /**
     * Makes a key.
     *
     * @return the key itself, which nothing can show again
     */
    String create(Principal principal, String name, Role role);

    /** Ends a key at once. */
    void revoke(Principal principal, KeyId id);

    /**
     * @param hint enough of the key to recognise it: {@code wk_…7Q2M}
     * @param lastUsed null if it never was, or is not recorded
     * @param revoked null while it works
     */
    record Key(
            KeyId id,
            String name,
            Role role,
            String hint,
            Instant created,
            @Nullable Instant lastUsed,
            @Nullable Instant revoked) {}
}
