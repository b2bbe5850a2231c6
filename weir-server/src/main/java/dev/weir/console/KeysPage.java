package dev.weir.console;

import dev.weir.spi.Role;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * @param made a key that was just made or rotated, or empty
 * @param madeName its name
 * @param roles what the person who looks may give away
 * @param chosen whose limits are shown; null for the form that makes a key
 * @param form what the limits of the chosen key are, if they are being edited; null if not
 * @param problem what was wrong with the form, or empty
 * @param trial what was asked of the tester; null if nothing
 * @param verdict its answer
 * @param self the address of what is shown, without what was asked of the tester
 */
public record KeysPage(
        Shell shell,
        List<KeyRow> keys,
        String made,
        String madeName,
        List<Role> roles,
        @Nullable KeyRow chosen,
        @Nullable Map<String, String> form,
        String problem,
        List<String> models,
        KeySource.@Nullable Trial trial,
        KeySource.@Nullable Verdict verdict,
        List<NoticeSource.Notice> notices,
        String self,
        Instant now) {

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

    /** What stands in a field of the form. */
    public String field(String name) {
        return form == null ? "" : form.getOrDefault(name, "");
    }

    /** Whether any key has a budget; else the table says nothing of money. */
    public boolean hasBudgets() {
        return keys.stream().anyMatch(row -> row.tightest() != null);
    }

    private int decimals() {
        return keys.stream()
                .map(KeyRow::tightest)
                .filter(Objects::nonNull)
                .mapToInt(LimitRow::decimals)
                .max()
                .orElse(0);
    }

    public String used(LimitRow budget) {
        return budget.used(decimals());
    }

    public String reserved(LimitRow budget) {
        return budget.reserved(decimals());
    }

    public String allowed(LimitRow budget) {
        return budget.allowed(decimals());
    }

    public boolean isTried(KeySource.Key key) {
        return trial != null ? trial.key().equals(key.id()) : chosen != null && key.equals(chosen.key());
    }
}
