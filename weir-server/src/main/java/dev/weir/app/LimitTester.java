package dev.weir.app;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.budget.BudgetLine;
import dev.weir.budget.BudgetRoom;
import dev.weir.dialect.OpenAiChat;
import dev.weir.dialect.OutputBound;
import dev.weir.dialect.Parsed;
import dev.weir.dialect.UserField;
import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.kernel.Clock;
import dev.weir.kernel.PlainDecimal;
import dev.weir.limits.RateLine;
import dev.weir.limits.RateRoom;
import dev.weir.metering.InputBound;
import dev.weir.metering.Metering;
import dev.weir.metering.Worst;
import dev.weir.routing.Explanation;
import dev.weir.routing.Routing;
import dev.weir.spi.Operation;
import dev.weir.spi.Principal;
import dev.weir.spi.Target;
import dev.weir.tenancy.Applied;
import dev.weir.tenancy.LimitTable;
import dev.weir.tenancy.Tenancy;
import dev.weir.tenancy.VirtualKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says what a key's calls are held to, and whether one would pass. Takes nothing and asks nobody. Thread-safe. */
final class LimitTester {
    private static final long OUTPUT_TOKENS = 4_096;

    private final Tenancy tenancy;
    private final LimitTable table;
    private final RateRoom rates;
    private final BudgetRoom budgets;
    private final Routing routing;
    private final Metering metering;
    private final long boundOutput;
    private final Clock clock;

    /**
     * @param boundOutput the bound of the output of calls under a budget whose callers set none
     */
    LimitTester(
            Tenancy tenancy,
            LimitTable table,
            RateRoom rates,
            BudgetRoom budgets,
            Routing routing,
            Metering metering,
            long boundOutput,
            Clock clock) {
        this.tenancy = tenancy;
        this.table = table;
        this.rates = rates;
        this.budgets = budgets;
        this.routing = routing;
        this.metering = metering;
        this.boundOutput = boundOutput;
        this.clock = clock;
    }

    /**
     * A call that is not made.
     *
     * @param prompt its text; null where {@code inputTokens} says how long it is
     * @param outputTokens its output limit; null if it has none
     */
    record Wish(
            String model,
            @Nullable String prompt,
            @Nullable Long inputTokens,
            @Nullable Long outputTokens,
            @Nullable String user,
            Map<String, String> tags) {
        Wish {
            tags = Map.copyOf(tags);
        }

        /** As the call itself would have them. */
        Map<String, String> allTags() {
            Map<String, String> all = new HashMap<>(tags);
            if (user != null) {
                all.put(UserField.TAG, user);
            }
            return all;
        }
    }

    /**
     * What would become of it.
     *
     * @param reason what would stop it first; null if nothing
     * @param deployment who would be asked first; null if nobody
     * @param bound how the most input tokens were found
     * @param expectedTokens what its rates would be charged with
     * @param worstCase what its budgets would set aside; null without a price
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Verdict(
            boolean passes,
            @Nullable String reason,
            String key,
            String model,
            @Nullable String deployment,
            String bound,
            long inputTokens,
            long outputTokens,
            long expectedTokens,
            @Nullable String worstCase,
            @Nullable String currency,
            List<LimitLine> limits) {}

    /**
     * All limits that a key's calls are held to, the widest first.
     *
     * @param model null for those of no model
     */
    List<LimitLine> chain(VirtualKey key, @Nullable String user, @Nullable String model, Map<String, String> tags) {
        Instant now = clock.instant();
        Wish wish = new Wish(model == null ? "" : model, null, null, null, user, tags);
        List<Applied> applied = applied(key, wish);
        List<LimitLine> lines = new ArrayList<>();
        addSlowing(lines, key);
        for (RateLine line : rates.lines(applied, 0)) {
            lines.add(LimitLine.of(line, tenancy.titled(line.subject())).asItStands());
        }
        for (BudgetLine line : budgets.lines(applied)) {
            lines.add(LimitLine.of(line, tenancy.titled(line.subject()), null, null, now));
        }
        lines.sort(Comparator.comparing(LimitLine::width));
        return lines;
    }

    private List<Applied> applied(VirtualKey key, Wish wish) {
        return table.applied(
                key.organization(),
                key.project(),
                key.id(),
                wish.user,
                routing.models().meant(wish.model),
                wish.allTags());
    }

    /**
     * Whether a call would pass now.
     *
     * @throws Refusal for a model that there is not
     */
    Verdict test(VirtualKey key, Wish wish) {
        Operation.Chat call = call(wish);
        List<Applied> applied = applied(key, wish);
        List<BudgetLine> money = budgets.lines(applied);
        @Nullable Target target = null;
        @Nullable String stop = key.isLive() ? null : "The key '" + key.name() + "' is revoked.";
        Principal who = tenancy.principal(key.id()).orElse(null);
        if (who != null) {
            Explanation plan = routing.explainer().explain(who, call.payload().json());
            target = plan.chosen().isEmpty()
                    ? null
                    : target(plan.chosen().getFirst().deployment());
            stop = plan.refusal() == null ? null : plan.refusal().message();
        }
        Worst worst = worst(wish, call, target, !money.isEmpty());
        long expected = expected(wish, call);
        List<LimitLine> lines = lines(key, applied, expected, money, target, worst);
        String reason = stop != null
                ? stop
                : lines.stream()
                        .filter(line -> !line.passes())
                        .map(LimitLine::reason)
                        .findFirst()
                        .orElse(null);
        return new Verdict(
                reason == null,
                reason,
                key.id().value(),
                wish.model,
                target == null ? null : target.name(),
                worst.bound().wire(),
                worst.inputTokens(),
                worst.outputTokens(),
                expected,
                worst.cost() == null ? null : PlainDecimal.of(worst.cost().amount()),
                worst.currency(),
                lines);
    }

    private void addSlowing(List<LimitLine> lines, VirtualKey key) {
        Duration delay = rates.delay(key.id());
        if (!delay.isZero()) {
            lines.add(LimitLine.slowed(key, delay));
        }
    }

    private List<LimitLine> lines(
            VirtualKey key,
            List<Applied> applied,
            long expected,
            List<BudgetLine> money,
            @Nullable Target target,
            Worst worst) {
        Instant now = clock.instant();
        List<LimitLine> lines = new ArrayList<>();
        addSlowing(lines, key);
        for (RateLine line : rates.lines(applied, expected)) {
            lines.add(LimitLine.of(line, tenancy.titled(line.subject())));
        }
        for (BudgetLine line : money) {
            String why = target == null ? null : uncounted(line, target, worst);
            lines.add(LimitLine.of(line, tenancy.titled(line.subject()), why == null ? worst.cost() : null, why, now));
        }
        lines.sort(Comparator.comparing(LimitLine::width));
        return lines;
    }

    private static @Nullable String uncounted(BudgetLine line, Target target, Worst worst) {
        if (worst.cost() == null) {
            return target.name() + " has no price: what the call costs could not be counted.";
        }
        boolean isForeign =
                worst.cost().picodollars() != 0 && !line.budget().currency().equals(worst.currency());
        return isForeign
                ? "The price of " + target.name() + " is in " + worst.currency() + ", and the budget in "
                        + line.budget().currency() + "."
                : null;
    }

    private Worst worst(Wish wish, Operation.Chat call, @Nullable Target target, boolean underBudget) {
        long output = wish.outputTokens != null ? wish.outputTokens : underBudget ? boundOutput : OUTPUT_TOKENS;
        if (target == null) {
            return new Worst(wish.inputTokens == null ? 0 : wish.inputTokens, InputBound.GIVEN, output, null, null);
        }
        return wish.inputTokens == null
                ? metering.worst(OutputBound.of(call, output), target)
                : metering.worst(wish.inputTokens, output, target);
    }

    private long expected(Wish wish, Operation.Chat call) {
        long output = wish.outputTokens == null ? OUTPUT_TOKENS : wish.outputTokens;
        return wish.inputTokens == null ? metering.tokens().expected(call) : Math.addExact(wish.inputTokens, output);
    }

    private static Operation.Chat call(Wish wish) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", wish.model);
        if (wish.outputTokens != null) {
            body.put("max_tokens", wish.outputTokens);
        }
        body.put("messages", List.of(Map.of("role", "user", "content", wish.prompt == null ? "?" : wish.prompt)));
        return switch (OpenAiChat.readRequest(Json.bytes(body))) {
            case Parsed.Understood<Operation.Chat> understood -> understood.operation();
            case Parsed.Rejected<Operation.Chat> rejected -> throw new Refusal(rejected.refusal());
        };
    }

    /** A provider's name has no slash. */
    private static Target target(String name) {
        int slash = name.indexOf('/');
        return new Target(name.substring(0, slash), name.substring(slash + 1));
    }
}
