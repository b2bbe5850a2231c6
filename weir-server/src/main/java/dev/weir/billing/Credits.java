package dev.weir.billing;

import dev.weir.http.Refusal;
import dev.weir.kernel.IdSource;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.Principal;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Credits and prepaid balances of organizations. Thread-safe. */
final class Credits {
    private static final int LONGEST_REASON = 200;

    private final CreditDao dao;
    private final Acts acts;
    private final IdSource ids;

    Credits(CreditDao dao, Acts acts, IdSource ids) {
        this.dao = dao;
        this.acts = acts;
        this.ids = ids;
    }

    /** A credit on the wire, as it is asked for. */
    record Body(
            @Nullable String kind,
            @Nullable String amount,
            @Nullable String currency,
            @Nullable String startsAt,
            @Nullable String expiresAt,
            @Nullable String reason) {}

    Credit create(Principal who, Body body) {
        OrganizationId organization = Acts.organization(who);
        Instant now = acts.now();
        Instant starts = body.startsAt == null ? now : time(body.startsAt, "starts_at");
        Instant expires = body.expiresAt == null ? null : time(body.expiresAt, "expires_at");
        if (expires != null && !expires.isAfter(starts)) {
            throw wrong("It expires before it begins.", "expires_at", "A time after " + starts + ".");
        }
        String currency = PlanBody.readCurrency(body.currency == null ? "USD" : body.currency, "currency");
        BigDecimal amount = amount(body, currency);
        Credit credit = new Credit(
                ids.next("cred_"),
                isPrepaid(body),
                amount,
                currency,
                starts,
                expires,
                reason(body),
                now,
                who.key().value(),
                amount);
        dao.insert(organization, credit);
        acts.write(who, "credit.create", credit.id(), details(credit));
        return credit;
    }

    private static boolean isPrepaid(Body body) {
        String kind = body.kind == null ? "credit" : body.kind;
        if (!kind.equals("credit") && !kind.equals("prepaid")) {
            throw wrong("There is no kind '" + Decimals.shown(kind) + "'.", "kind", "One of credit, prepaid.");
        }
        return kind.equals("prepaid");
    }

    /** Whole cents, since invoices are. */
    private static BigDecimal amount(Body body, String currency) {
        if (body.amount == null) {
            throw wrong("A credit needs an amount.", "amount", Decimals.HINT);
        }
        int digits = Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
        BigDecimal smallest = BigDecimal.ONE.movePointLeft(digits);
        return Decimals.read(body.amount, "amount", smallest, BigDecimal.valueOf(1_000_000_000), digits)
                .setScale(digits);
    }

    private static String reason(Body body) {
        String reason = body.reason == null ? "" : body.reason.strip();
        if (reason.isEmpty()
                || reason.length() > LONGEST_REASON
                || reason.chars().anyMatch(Character::isISOControl)) {
            throw wrong("A credit needs a reason of at most 200 characters.", "reason", "It is on the invoice.");
        }
        return reason;
    }

    private static Instant time(String text, String field) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw wrong("'" + Decimals.shown(text) + "' is not a time.", field, "Write it like 2026-11-21T00:00:00Z.");
        }
    }

    /** Takes back what is left. */
    Credit revoke(Principal who, String id) {
        OrganizationId organization = Acts.organization(who);
        Credit credit = list(organization).stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new Refusal(
                        ErrorCode.NOT_FOUND,
                        "There is no credit '" + Decimals.shown(id) + "'.",
                        null,
                        "GET /api/credits lists them."));
        BigDecimal taken = dao.revoke(credit);
        if (taken.signum() <= 0) {
            throw new Refusal(ErrorCode.CONFLICT, "Nothing is left of " + id + ".", null, null);
        }
        Credit revoked = credit.withLeft(taken);
        acts.write(who, "credit.revoke", id, details(revoked));
        return revoked;
    }

    private static Map<String, String> details(Credit credit) {
        return Map.of(
                "kind", credit.prepaid() ? "prepaid" : "credit",
                "amount", credit.amount().toPlainString(),
                "left", credit.left().toPlainString(),
                "currency", credit.currency(),
                "reason", credit.reason());
    }

    List<Credit> list(OrganizationId organization) {
        return dao.list(organization);
    }

    /** What a bill of a month that ends then may draw on, in the order in which it does. */
    List<Balance> balances(OrganizationId organization, String currency, Instant end) {
        return dao.list(organization).stream()
                .filter(credit -> credit.currency().equals(currency))
                .filter(credit -> credit.isGoodAt(end) && credit.left().signum() > 0)
                .map(Credit::balance)
                .toList();
    }

    private static Refusal wrong(String message, String field, @Nullable String hint) {
        return new Refusal(ErrorCode.INVALID_REQUEST, message, field, hint);
    }
}
