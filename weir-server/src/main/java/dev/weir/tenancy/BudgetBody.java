package dev.weir.tenancy;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.http.Refusal;
import dev.weir.kernel.PlainDecimal;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Money;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A {@link Budget} on the wire. */
record BudgetBody(
        @Nullable String amount,
        @Nullable String currency,
        @Nullable String period,
        @Nullable String timeZone,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<@Nullable BigDecimal> warnAt) {
    private static final BigDecimal MOST = BigDecimal.valueOf(9_000_000);
    private static final int LONGEST = 30;

    static BudgetBody of(Budget budget) {
        return new BudgetBody(
                PlainDecimal.of(budget.amount().amount()),
                budget.currency(),
                budget.period().wire(),
                budget.zone().getId(),
                LimitsBody.shares(budget.warnAt()));
    }

    /**
     * @param field where this stands in the request
     * @param zone whose days and months count unless it says otherwise
     */
    Budget read(String field, ZoneId zone) {
        return new Budget(
                readAmount(field + ".amount"),
                readCurrency(field + ".currency"),
                readPeriod(field + ".period"),
                timeZone == null ? zone : LimitsBody.zone(timeZone, field + ".time_zone"),
                LimitsBody.readShares(warnAt, field + ".warn_at"));
    }

    private Money readAmount(String field) {
        String hint = "A decimal number in a string from \"0\" to \"" + MOST + "\", with at most twelve decimals.";
        if (amount == null) {
            throw wrong("A budget needs an amount.", field, hint);
        }
        try {
            BigDecimal value = amount.length() > LONGEST ? BigDecimal.ONE.negate() : new BigDecimal(amount);
            if (value.signum() >= 0 && value.compareTo(MOST) <= 0) {
                return Money.of(value);
            }
        } catch (ArithmeticException | NumberFormatException e) {
            // answered below, like an amount below zero
        }
        throw wrong("'" + LimitsBody.shown(amount) + "' is no amount of a budget.", field, hint);
    }

    private String readCurrency(String field) {
        String hint = "A code by ISO 4217, such as \"USD\".";
        if (currency == null) {
            throw wrong("A budget needs a currency.", field, hint);
        }
        String code = currency.strip().toUpperCase(Locale.ROOT);
        if (Currency.getAvailableCurrencies().stream()
                .noneMatch(known -> known.getCurrencyCode().equals(code))) {
            throw wrong("There is no currency '" + LimitsBody.shown(currency) + "'.", field, hint);
        }
        return code;
    }

    private Period readPeriod(String field) {
        return Optional.ofNullable(period)
                .flatMap(Period::named)
                .orElseThrow(() -> wrong(
                        period == null
                                ? "A budget needs a period."
                                : "There is no period '" + LimitsBody.shown(period) + "'.",
                        field,
                        "One of day, month, total."));
    }

    private static Refusal wrong(String message, String field, String hint) {
        return new Refusal(ErrorCode.INVALID_REQUEST, message, field, hint);
    }
}
