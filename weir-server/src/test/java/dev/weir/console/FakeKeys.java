package dev.weir.console;

import dev.weir.spi.KeyId;
import dev.weir.spi.Principal;
import dev.weir.spi.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys that open nothing. */
final class FakeKeys implements KeySource {
    private final List<Key> keys = new ArrayList<>();

    FakeKeys(boolean filled) {
        if (filled) {
            add("web-chat", Role.DEVELOPER, "7Q2M", 40L, null);
            add("zendesk", Role.DEVELOPER, "K0PD", 3_900L, null);
            add("ines-laptop", Role.ADMIN, "DD1R", 1_050_000L, null);
            add("partner-api", Role.VIEWER, "ZC5J", null, FakeTraces.NOW.minusSeconds(90_000));
        }
    }

    private void add(String name, Role role, String end, @Nullable Long usedAgo, @Nullable Instant revoked) {
        keys.add(new Key(
                new KeyId("key_" + end),
                name,
                role,
                "wk_…" + end,
                FakeTraces.NOW.minusSeconds(6_000_000),
                usedAgo == null ? null : FakeTraces.NOW.minusSeconds(usedAgo),
                revoked));
    }

    @Override
    public List<Key> keys(Principal principal) {
        return List.copyOf(keys);
    }

    @Override
    public String create(Principal principal, String name, Role role) {
        add(name, role, "NEW1", null, null);
        return "wk_made_up_and_shown_once_NEW1";
    }

    @Override
    public void revoke(Principal principal, KeyId id) {
        keys.replaceAll(key -> key.id().equals(id)
                ? new Key(key.id(), key.name(), key.role(), key.hint(), key.created(), key.lastUsed(), FakeTraces.NOW)
                : key);
    }
}
