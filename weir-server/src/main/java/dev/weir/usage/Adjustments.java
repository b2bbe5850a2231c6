package dev.weir.usage;

import dev.weir.http.Refusal;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.spi.AttemptId;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.KeyId;
import dev.weir.spi.Money;
import dev.weir.spi.Principal;
import dev.weir.store.JournalRecord.Adjustment;
import dev.weir.tenancy.Tenancy;
import dev.weir.usage.AdjustmentDao.Entry;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Corrections of what was counted, made by administrators. Each is a record of the journal; what it corrects stays as it
 * was written. Thread-safe.
 */
public final class Adjustments {
    private static final BigDecimal LARGEST = BigDecimal.valueOf(1_000_000);
    private static final int LONGEST_REASON = 500;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private final AdjustmentDao dao;
    private final Tenancy tenancy;
    private final Consumer<Adjustment> journal;
    private final BiConsumer<Adjustment, Runnable> around;
    private final Runnable catchUp;
    private final Clock clock;
    private final IdSource ids;
    private final ReentrantLock changes = new ReentrantLock();

    /**
     * @param journal takes what was decided; it is durable when that returns
     * @param around runs what writes an adjustment down, and has it counted wherever money is counted in memory
     * @param catchUp waits until everything that is in the journal now can be read
     */
    Adjustments(
            AdjustmentDao dao,
            Tenancy tenancy,
            Consumer<Adjustment> journal,
            BiConsumer<Adjustment, Runnable> around,
            Runnable catchUp,
            Clock clock,
            IdSource ids) {
        this.dao = dao;
        this.tenancy = tenancy;
        this.journal = journal;
        this.around = around;
        this.catchUp = catchUp;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * What is wanted, as it came.
     *
     * @param id the caller's name for it, one of its project's; null for a new one
     * @param amount a decimal; negative for a credit
     * @param attempt at most one of the three; none is the project as a whole
     */
    public record Wanted(
            @Nullable String id,
            @Nullable String amount,
            @Nullable String currency,
            @Nullable String reason,
            @Nullable String attempt,
            @Nullable String exchange,
            @Nullable String key) {}

    /**
     * An adjustment that holds.
     *
     * @param fresh whether it was made just now, and not by an earlier request with its id
     */
    public record Made(Adjustment adjustment, boolean fresh) {}

    /**
     * Makes an adjustment in the actor's project.
     *
     * @throws Refusal if something of it is missing or wrong, or its id belongs to another one
     */
    public Made make(Principal actor, Wanted wanted) {
        Money amount = amount(wanted.amount);
        String currency = currency(wanted.currency);
        String reason = reason(wanted.reason);
        String id = wanted.id == null ? ids.next("adj_") : id(wanted.id);
        changes.lock();
        try {
            catchUp.run();
            Adjustment adjustment = adjustment(actor, wanted, id, amount, currency, reason);
            Adjustment before = dao.find(actor.project(), id);
            if (before != null) {
                refuseOther(before, adjustment);
                return new Made(before, false);
            }
            refuseTooMuch(actor, adjustment);
            around.accept(adjustment, () -> journal.accept(adjustment));
            catchUp.run();
            return new Made(adjustment, true);
        } finally {
            changes.unlock();
        }
    }

    private static Money amount(@Nullable String text) {
        if (text == null || text.isBlank()) {
            throw refused("The amount is missing.", "amount", "A decimal in quotes: \"-1.50\" is a credit.");
        }
        try {
            BigDecimal amount = text.length() > 40 ? LARGEST.add(BigDecimal.ONE) : new BigDecimal(text.strip());
            if (amount.abs().compareTo(LARGEST) <= 0
                    && amount.stripTrailingZeros().scale() <= 12) {
                if (amount.signum() == 0) {
                    throw refused("An amount of nothing adjusts nothing.", "amount", null);
                }
                return Money.of(amount);
            }
        } catch (NumberFormatException e) {
            // answered below, like an amount out of range
        }
        throw refused(
                "'" + shown(text) + "' is not an amount.",
                "amount",
                "A decimal of up to 12 places, from -1000000 to 1000000.");
    }

    private static String currency(@Nullable String code) {
        if (code == null || code.isBlank()) {
            throw refused("The currency is missing.", "currency", "A code of ISO 4217, such as USD.");
        }
        try {
            return Currency.getInstance(code.strip()).getCurrencyCode();
        } catch (IllegalArgumentException e) {
            throw refused("'" + shown(code) + "' is not a currency.", "currency", "A code of ISO 4217, such as USD.");
        }
    }

    private static String reason(@Nullable String text) {
        if (text == null || text.isBlank()) {
            throw refused("The reason is missing.", "reason", "Say why: whoever audits this will ask.");
        }
        if (text.length() > LONGEST_REASON || text.chars().anyMatch(Character::isISOControl)) {
            throw refused(
                    "The reason is longer than " + LONGEST_REASON + " characters, or not on one line.", "reason", null);
        }
        return text.strip();
    }

    private static String id(String text) {
        if (!ID.matcher(text).matches()) {
            throw refused(
                    "'" + shown(text) + "' cannot be an adjustment's id.",
                    "id",
                    "Up to 64 letters, digits, dots, dashes and underscores.");
        }
        return text;
    }

    private Adjustment adjustment(
            Principal actor, Wanted wanted, String id, Money amount, String currency, String reason) {
        long named = Stream.of(wanted.attempt, wanted.exchange, wanted.key)
                .filter(Objects::nonNull)
                .count();
        if (named > 1) {
            throw refused(
                    "An adjustment is about one attempt, one exchange or one key.", null, "Name one of them, or none.");
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Entry entry = entry(actor, wanted);
        if (entry != null) {
            if (entry.currency() != null && !entry.currency().equals(currency)) {
                throw refused(
                        "What it corrects was priced in " + entry.currency() + ", not in " + currency + ".",
                        "currency",
                        "Adjust it in " + entry.currency() + ".");
            }
            return new Adjustment(
                    id,
                    actor.organization(),
                    actor.project(),
                    actor.key(),
                    now,
                    entry.key(),
                    entry.exchange(),
                    wanted.attempt == null ? null : new AttemptId(wanted.attempt),
                    entry.model(),
                    entry.target(),
                    entry.tags(),
                    amount,
                    currency,
                    reason);
        }
        return new Adjustment(
                id,
                actor.organization(),
                actor.project(),
                actor.key(),
                now,
                wanted.key == null ? null : key(actor, wanted.key),
                null,
                null,
                null,
                null,
                Map.of(),
                amount,
                currency,
                reason);
    }

    private @Nullable Entry entry(Principal actor, Wanted wanted) {
        if (wanted.attempt != null) {
            return found(dao.attempt(actor.project(), wanted.attempt), "attempt", wanted.attempt);
        }
        return wanted.exchange == null
                ? null
                : found(dao.exchange(actor.project(), wanted.exchange), "exchange", wanted.exchange);
    }

    private static Entry found(@Nullable Entry entry, String what, String id) {
        if (entry == null) {
            throw new Refusal(
                    ErrorCode.NOT_FOUND,
                    "There is no " + what + " '" + shown(id) + "' in this project that is over.",
                    what + "_id",
                    "GET /api/exchanges lists exchanges, and each of them its attempts.");
        }
        return entry;
    }

    private KeyId key(Principal actor, String id) {
        return tenancy.keys(actor).stream()
                .filter(key -> key.id().value().equals(id))
                .findFirst()
                .orElseThrow(() -> new Refusal(
                        ErrorCode.NOT_FOUND,
                        "There is no key '" + shown(id) + "' that this key may see.",
                        "key_id",
                        "GET /api/keys lists those it may."))
                .id();
    }

    private static void refuseOther(Adjustment before, Adjustment wanted) {
        boolean same = before.amount().equals(wanted.amount())
                && before.currency().equals(wanted.currency())
                && before.reason().equals(wanted.reason())
                && Objects.equals(before.attempt(), wanted.attempt())
                && Objects.equals(before.exchange(), wanted.exchange())
                && Objects.equals(before.key(), wanted.key());
        if (!same) {
            throw new Refusal(
                    ErrorCode.CONFLICT,
                    "The adjustment '" + before.id() + "' was made at " + before.at() + " and says something else.",
                    "id",
                    "Adjustments are never changed: make another one, under another id.");
        }
    }

    /** Goodwill is for keys and projects; an entry cannot have cost less than nothing. */
    private void refuseTooMuch(Principal actor, Adjustment wanted) {
        if (wanted.exchange() == null || wanted.amount().compareTo(Money.ZERO) > 0) {
            return;
        }
        Entry entry = wanted.attempt() == null
                ? dao.exchange(actor.project(), wanted.exchange().value())
                : dao.attempt(actor.project(), wanted.attempt().value());
        Money paid = entry == null || entry.cost() == null ? Money.ZERO : entry.cost();
        Money left = paid.plus(dao.made(actor.project(), wanted.exchange(), wanted.attempt()));
        if (left.plus(wanted.amount()).compareTo(Money.ZERO) < 0) {
            throw refused(
                    "That is more than what is left of its cost: " + left.display() + " " + wanted.currency() + ".",
                    "amount",
                    "Credit a key or the project for more than that.");
        }
    }

    public Optional<Adjustment> find(Principal who, String id) {
        catchUp.run();
        return Optional.ofNullable(dao.find(who.project(), id));
    }

    /**
     * Newest first.
     *
     * @param before the last one of the page before; null for the first page
     */
    public List<Adjustment> list(Principal who, @Nullable Adjustment before, int limit) {
        if (before == null) {
            catchUp.run();
        }
        return dao.list(who.project(), before == null ? null : before.at(), before == null ? null : before.id(), limit);
    }

    private static Refusal refused(String message, @Nullable String field, @Nullable String hint) {
        return new Refusal(ErrorCode.INVALID_REQUEST, message, field, hint);
    }

    private static String shown(String text) {
        return text.length() > 64 ? text.substring(0, 64) + "…" : text;
    }
}
