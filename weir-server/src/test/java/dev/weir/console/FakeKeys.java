package dev.weir.console;

import dev.weir.http.Refusal;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.KeyId;
import dev.weir.spi.Principal;
import dev.weir.spi.Role;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keys that open nothing. */
final class FakeKeys implements KeySource {
    static final NoticeSource.Notice NOTICE = new NoticeSource.Notice(
            "ntc_1",
            "budget.warning",
            "80 % of the budget of key 'zendesk' are used: 33.10 of 40.00 USD a day are spent.",
            FakeTraces.NOW.minusSeconds(600),
            false,
            "key_K0PD");

    private final List<Key> keys = new ArrayList<>();
    private final Map<KeyId, Map<String, String>> limits = new HashMap<>();

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
                "",
                "wk_…" + end,
                FakeTraces.NOW.minusSeconds(6_000_000),
                usedAgo == null ? null : FakeTraces.NOW.minusSeconds(usedAgo),
                revoked,
                null));
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
                ? new Key(
                        key.id(),
                        key.name(),
                        key.role(),
                        key.project(),
                        key.hint(),
                        key.created(),
                        key.lastUsed(),
                        FakeTraces.NOW,
                        null)
                : key);
    }

    @Override
    public String rotate(Principal principal, KeyId id, String grace) {
        return "wk_made_up_and_rotated_" + grace;
    }

    @Override
    public List<Limit> chain(Principal principal, KeyId id) {
        return List.of(
                new Limit(
                        "organization 'Halden'", "budget", of("9000"), of("6318.22"), of("4.10"), "USD", "month", null),
                new Limit("project 'support'", "budget", of("250"), of("142.18"), of("1.86"), "USD", "day", null),
                new Limit("key 'web-chat'", "rpm", of("120"), of("7"), of("0"), null, null, null),
                new Limit(
                        "key 'web-chat'",
                        "budget",
                        of("40"),
                        of(id.value().equals("key_K0PD") ? "36.19" : "12.86"),
                        of("0.06"),
                        "USD",
                        "day",
                        null));
    }

    private static BigDecimal of(String number) {
        return new BigDecimal(number);
    }

    @Override
    public Map<String, String> limits(Principal principal, KeyId id) {
        return limits.getOrDefault(id, Map.of("budget_day", "40.00", "rpm", "120"));
    }

    @Override
    public void limit(Principal principal, KeyId id, Map<String, String> form) {
        if (form.getOrDefault("rpm", "").startsWith("-")) {
            throw new Refusal(ErrorCode.INVALID_REQUEST, "-1 is not a number of requests.", "rpm", "From 1 on.");
        }
        limits.put(id, form);
    }

    @Override
    public Verdict test(Principal principal, Trial trial) {
        boolean passes = trial.input() < 100_000;
        return new Verdict(
                passes,
                passes ? "All its limits have room." : "The limit of key 'web-chat' is reached.",
                List.of(new Check("Key 'web-chat'", "7 of 120 requests a minute, wants 1", passes, "")));
    }
}
