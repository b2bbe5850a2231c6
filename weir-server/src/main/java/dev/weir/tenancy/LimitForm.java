package dev.weir.tenancy;

import dev.weir.http.Refusal;
import dev.weir.spi.ErrorCode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Limits as a form has them: a text for each field, and one budget a period. What a form does not show (priorities,
 * budgets in other currencies) stays as it was.
 */
public final class LimitForm {
    private static final String USD = "USD";
    private static final String NONE = "none";

    private LimitForm() {}

    /** The fields that are filled. */
    public static Map<String, String> of(CallLimits limits) {
        Map<String, String> form = new LinkedHashMap<>();
        put(form, "concurrency", limits.concurrency());
        put(form, "rpm", limits.rpm());
        put(form, "tpm", limits.tpm());
        put(form, "tokens_per_day", limits.tokensPerDay());
        if (!limits.timeZone().equals(CallLimits.UTC)) {
            form.put("time_zone", limits.timeZone().getId());
        }
        String currency = currency(limits);
        for (Budget budget : limits.budgets()) {
            if (budget.currency().equals(currency)) {
                form.put(
                        "budget_" + budget.period().wire(),
                        String.valueOf(BudgetBody.of(budget).amount()));
            }
        }
        form.put("currency", currency);
        Shares shares = limits.warnAt();
        if (shares != null) {
            form.put("warn_at", shares.all().isEmpty() ? NONE : words(shares));
        }
        return form;
    }

    private static String words(Shares shares) {
        return shares.all().stream().map(BigDecimal::toPlainString).collect(Collectors.joining(", "));
    }

    private static void put(Map<String, String> form, String name, @Nullable Number value) {
        if (value != null) {
            form.put(name, value.toString());
        }
    }

    private static String currency(CallLimits limits) {
        return limits.budgets().isEmpty() ? USD : limits.budgets().getFirst().currency();
    }

    /**
     * @param before what the form was filled with
     * @throws Refusal if a field is wrong; its field is the form's
     */
    public static CallLimits read(Map<String, String> form, CallLimits before) {
        String currency = field(form, "currency").orElse(currency(before));
        List<@Nullable BudgetBody> budgets = new ArrayList<>();
        before.budgets().stream()
                .filter(budget -> !budget.currency().equals(currency(before)))
                .filter(budget -> !budget.currency().equals(currency))
                .map(BudgetBody::of)
                .forEach(budgets::add);
        for (Period period : Period.values()) {
            field(form, "budget_" + period.wire())
                    .ifPresent(amount -> budgets.add(budget(amount, currency, period, before)));
        }
        LimitsBody body = new LimitsBody(
                number(form, "concurrency"),
                number(form, "rpm"),
                number(form, "tpm"),
                number(form, "tokens_per_day"),
                field(form, "time_zone").orElse(null),
                null,
                budgets,
                shares(form),
                before.priority() == null ? null : before.priority().wire(),
                before.maxPriority() == null ? null : before.maxPriority().wire());
        return LimitsBody.read(body, "");
    }

    /** A budget of that period keeps what the form does not show of it. */
    private static BudgetBody budget(String amount, String currency, Period period, CallLimits before) {
        Budget known = before.budgets().stream()
                .filter(budget -> budget.period() == period && budget.currency().equals(currency(before)))
                .findFirst()
                .orElse(null);
        String plain = amount.replace(",", "");
        if (known == null) {
            return new BudgetBody(plain, currency, period.wire(), null, null);
        }
        boolean ownZone = !known.zone().equals(before.timeZone());
        return new BudgetBody(
                plain,
                currency,
                period.wire(),
                ownZone ? known.zone().getId() : null,
                LimitsBody.shares(known.warnAt()));
    }

    private static @Nullable List<@Nullable BigDecimal> shares(Map<String, String> form) {
        Optional<String> text = field(form, "warn_at");
        if (text.isEmpty()) {
            return null;
        }
        List<@Nullable BigDecimal> shares = new ArrayList<>();
        if (!text.get().equals(NONE)) {
            for (String share : text.get().split(",")) {
                shares.add(decimal(share.strip(), "warn_at"));
            }
        }
        return shares;
    }

    private static @Nullable BigDecimal number(Map<String, String> form, String name) {
        return field(form, name)
                .map(text -> decimal(text.replace(",", ""), name))
                .orElse(null);
    }

    private static BigDecimal decimal(String text, String field) {
        try {
            if (text.length() <= 30) {
                return new BigDecimal(text);
            }
        } catch (NumberFormatException e) {
            // answered below, like a number that is too long
        }
        throw new Refusal(
                ErrorCode.INVALID_REQUEST, "'" + LimitsBody.shown(text) + "' is not a number.", field, "Digits.");
    }

    private static Optional<String> field(Map<String, String> form, String name) {
        return Optional.ofNullable(form.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }
}
