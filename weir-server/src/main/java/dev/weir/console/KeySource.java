package dev.weir.console;

import dev.weir.spi.KeyId;
import dev.weir.spi.Principal;
import dev.weir.spi.Role;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The virtual keys of the principal's project and what their calls may have. Changes throw a {@link
 * dev.weir.http.Refusal}. Thread-safe.
 */
public interface KeySource {
    /** The newest first. */
    List<Key> keys(Principal principal);

    /**
     * Makes a key.
     *
     * @return the key itself, which nothing can show again
     */
    String create(Principal principal, String name, Role role);

    /**
     * Gives a key another text.
     *
     * @param grace how long the one before works, such as {@code 24h}
     * @return the key itself, which nothing can show again
     */
    String rotate(Principal principal, KeyId id, String grace);

    /** Ends a key at once. */
    void revoke(Principal principal, KeyId id);

    /** All limits that every call of a key is held to, the widest first. */
    List<Limit> chain(Principal principal, KeyId id);

    /** What a key's own limits are, by the names of a form's fields; what is not limited is not there. */
    Map<String, String> limits(Principal principal, KeyId id);

    /** Gives a key the limits of such a form. */
    void limit(Principal principal, KeyId id, Map<String, String> form);

    /** Whether a call would pass; takes nothing. */
    Verdict test(Principal principal, Trial trial);

    /**
     * @param project its name; empty for the one that the reader looks at
     * @param hint enough of the key to recognise it: {@code wk_…7Q2M}
     * @param lastUsed null if it never was, or is not recorded
     * @param revoked null while it works
     * @param previousUntil until when the text before its rotation works; null if there is none
     */
    record Key(
            KeyId id,
            String name,
            Role role,
            String project,
            String hint,
            Instant created,
            @Nullable Instant lastUsed,
            @Nullable Instant revoked,
            @Nullable Instant previousUntil) {}

    /**
     * One limit as it stands.
     *
     * @param title whose it is: {@code key 'support'}
     * @param kind {@code budget}, {@code rpm} and so on
     * @param used null where it is not counted one by one
     * @param currency null but for a budget, as is period
     */
    record Limit(
            String title,
            String kind,
            BigDecimal allowed,
            @Nullable BigDecimal used,
            BigDecimal reserved,
            @Nullable String currency,
            @Nullable String period,
            @Nullable Instant resetsAt) {}

    /**
     * A call that is not made.
     *
     * @param output null for no limit of its own
     * @param user empty for nobody
     * @param tag as name=value; empty for none
     */
    record Trial(
            KeyId key, String model, long input, @Nullable Long output, String user, String tag) {}

    /**
     * What would become of it.
     *
     * @param summary a sentence or two
     */
    record Verdict(boolean passes, String summary, List<Check> checks) {}

    /**
     * What one limit says to it.
     *
     * @param figures how it stands, and what the call would take
     * @param reason why it would not pass; empty if it would
     */
    record Check(String title, String figures, boolean passes, String reason) {}
}
