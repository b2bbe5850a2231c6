package dev.weir.tenancy;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.kernel.NearestName;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Priority;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@link CallLimits} on the wire, and in the tables.
 *
 * @param budget the only one
 * @param budgets all of several
 * @param warnAt shares of the tokens of a day, and of budgets that have none of their own
 */
record LimitsBody(
        @Nullable BigDecimal concurrency,
        @Nullable BigDecimal rpm,
        @Nullable BigDecimal tpm,
        @Nullable BigDecimal tokensPerDay,
        @Nullable String timeZone,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable BudgetBody budget,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<@Nullable BudgetBody> budgets,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<@Nullable BigDecimal> warnAt,
        @Nullable String priority,
        @Nullable String maxPriority) {
    private static final long MOST_CALLS = 1_000_000;
    private static final long MOST_REQUESTS = 100_000_000;
    private static final long MOST_TOKENS = 1_000_000_000_000L;
    private static final int MOST_BUDGETS = 16;
    private static final int LONGEST_SHOWN = 60;

    static LimitsBody of(CallLimits limits) {
        List<BudgetBody> all = limits.budgets().stream().map(BudgetBody::of).toList();
        return new LimitsBody(
                limits.concurrency() == null ? null : BigDecimal.valueOf(limits.concurrency()),
                number(limits.rpm()),
                number(limits.tpm()),
                number(limits.tokensPerDay()),
                limits.timeZone().getId(),
                all.size() == 1 ? all.getFirst() : null,
                all.size() > 1 ? List.copyOf(all) : null,
                shares(limits.warnAt()),
                word(limits.priority()),
                word(limits.maxPriority()));
    }

    private static @Nullable BigDecimal number(@Nullable Long value) {
        return value == null ? null : BigDecimal.valueOf(value);
    }

    private static @Nullable String word(@Nullable Priority priority) {
        return priority == null ? null : priority.wire();
    }

    /** As the tables and the journal keep limits. */
    static String text(CallLimits limits) {
        return new String(Json.bytes(of(limits)), StandardCharsets.UTF_8);
    }

    /** Reads what {@link #text} wrote. */
    static CallLimits limits(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8), LimitsBody.class)
                .read("");
    }

    /** For the journal. */
    static Map<String, String> change(CallLimits before, CallLimits after) {
        return Map.of("before", text(before), "after", text(after));
    }

    /**
     * @param field where this stands in the request: empty, or a name and a dot
     * @throws Refusal if a value is out of range, or means nothing
     */
    static CallLimits read(@Nullable LimitsBody body, String field) {
        return body == null ? CallLimits.NONE : body.read(field);
    }

    private CallLimits read(String field) {
        ZoneId zone = timeZone == null ? CallLimits.UTC : zone(timeZone, field + "time_zone");
        Long calls = count(concurrency, MOST_CALLS, "calls", field + "concurrency");
        Priority usual = priority(priority, field + "priority");
        Priority most = priority(maxPriority, field + "max_priority");
        if (usual != null && most != null && usual.compareTo(most) < 0) {
            throw wrong(
                    "The priority '" + priority + "' is more urgent than max_priority allows.",
                    field + "priority",
                    "At most '" + maxPriority + "'.");
        }
        return new CallLimits(
                calls == null ? null : calls.intValue(),
                count(rpm, MOST_REQUESTS, "requests", field + "rpm"),
                count(tpm, MOST_TOKENS, "tokens", field + "tpm"),
                count(tokensPerDay, MOST_TOKENS, "tokens", field + "tokens_per_day"),
                zone,
                readBudgets(field, zone),
                readShares(warnAt, field + "warn_at"),
                usual,
                most);
    }

    private static @Nullable Long count(@Nullable BigDecimal value, long most, String what, String field) {
        if (value == null) {
            return null;
        }
        boolean inRange = value.compareTo(BigDecimal.ONE) >= 0 && value.compareTo(BigDecimal.valueOf(most)) <= 0;
        if (!inRange || value.stripTrailingZeros().scale() > 0) {
            throw wrong(
                    shown(value.toString()) + " is not a number of " + what + ".",
                    field,
                    "A whole number from 1 to " + most + ", or null for no bound.");
        }
        return value.longValueExact();
    }

    static @Nullable List<@Nullable BigDecimal> shares(@Nullable Shares shares) {
        return shares == null ? null : List.copyOf(shares.all());
    }

    static @Nullable Shares readShares(@Nullable List<@Nullable BigDecimal> shares, String field) {
        if (shares == null) {
            return null;
        }
        if (shares.size() > Shares.MOST) {
            throw wrong(shares.size() + " shares are too many.", field, "At most " + Shares.MOST + " of them.");
        }
        List<BigDecimal> read = new ArrayList<>();
        for (int i = 0; i < shares.size(); i++) {
            BigDecimal share = shares.get(i);
            if (share == null || !Shares.isShare(share)) {
                throw wrong(
                        shown(String.valueOf(share)) + " is no share of a limit.",
                        field + "[" + i + "]",
                        "A number above 0 and up to 1, with at most " + Shares.DECIMALS + " decimals, such as 0.8.");
            }
            read.add(share);
        }
        return new Shares(read);
    }

    private List<Budget> readBudgets(String field, ZoneId zone) {
        if (budget != null && budgets != null) {
            throw wrong(
                    "There is a budget and there are budgets.", field + "budget", "Put all of them into 'budgets'.");
        }
        if (budget != null) {
            return List.of(budget.read(field + "budget", zone));
        }
        List<@Nullable BudgetBody> all = budgets == null ? List.of() : budgets;
        if (all.size() > MOST_BUDGETS) {
            throw wrong(
                    all.size() + " budgets are too many.", field + "budgets", "At most " + MOST_BUDGETS + " of them.");
        }
        List<Budget> read = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < all.size(); i++) {
            String place = field + "budgets[" + i + "]";
            BudgetBody one = all.get(i);
            if (one == null) {
                throw wrong("A budget is null.", place, "An object with amount, currency and period.");
            }
            Budget next = one.read(place, zone);
            if (!seen.add(next.period() + " " + next.currency())) {
                throw wrong(
                        "There are two budgets in " + next.currency() + " for the period '"
                                + next.period().wire() + "'.",
                        place,
                        "Leave one of them out.");
            }
            read.add(next);
        }
        return read;
    }

    static ZoneId zone(String name, String field) {
        Set<String> known = ZoneId.getAvailableZoneIds();
        if (!known.contains(name)) {
            String near = name.length() > LONGEST_SHOWN
                    ? null
                    : NearestName.to(name, known).orElse(null);
            throw wrong(
                    "There is no time zone '" + shown(name) + "'.",
                    field,
                    near == null
                            ? "A name of the IANA database, such as Europe/Berlin."
                            : "Did you mean " + near + "?");
        }
        return ZoneId.of(name);
    }

    private static @Nullable Priority priority(@Nullable String word, String field) {
        if (word == null) {
            return null;
        }
        return Priority.named(word)
                .orElseThrow(() -> wrong(
                        "There is no priority '" + shown(word) + "'.", field, "One of interactive, normal, batch."));
    }

    static String shown(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    }

    private static Refusal wrong(String message, String field, String hint) {
        return new Refusal(ErrorCode.INVALID_REQUEST, message, field, hint);
    }
}
