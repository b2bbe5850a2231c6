package dev.weir.usage;

import dev.weir.http.Refusal;
import dev.weir.spi.ErrorCode;
import dev.weir.usage.Dimension.Kind;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Rows as the FinOps Open Cost and Usage Specification has them, version 1.2 (focus.finops.org/focus-specification/v1-2):
 * all its mandatory columns, those of the others that apply, and Weir's own behind {@code x_}, as its rules for
 * extensions ask. A row is a day (UTC) of a project, key, model and deployment, in one currency. What attempts cost is a
 * charge of the category Usage; adjustments are one of their own, of the category Adjustment.
 */
final class Focus {
    static final List<String> COLUMNS = List.of(
            "BilledCost",
            "BillingAccountId",
            "BillingAccountName",
            "BillingAccountType",
            "BillingCurrency",
            "BillingPeriodEnd",
            "BillingPeriodStart",
            "ChargeCategory",
            "ChargeClass",
            "ChargeDescription",
            "ChargeFrequency",
            "ChargePeriodEnd",
            "ChargePeriodStart",
            "ConsumedQuantity",
            "ConsumedUnit",
            "ContractedCost",
            "EffectiveCost",
            "InvoiceIssuerName",
            "ListCost",
            "PricingQuantity",
            "PricingUnit",
            "ProviderName",
            "PublisherName",
            "ResourceId",
            "ResourceName",
            "ResourceType",
            "ServiceCategory",
            "ServiceName",
            "ServiceSubcategory",
            "SubAccountId",
            "SubAccountName",
            "SubAccountType",
            "x_KeyId",
            "x_KeyName",
            "x_Model",
            "x_Requests",
            "x_InputTokens",
            "x_CachedInputTokens",
            "x_OutputTokens",
            "x_ReasoningTokens");

    private static final List<Dimension> GROUPS = List.of(
            Dimension.of(Kind.DAY),
            Dimension.of(Kind.PROJECT),
            Dimension.of(Kind.KEY),
            Dimension.of(Kind.MODEL),
            Dimension.of(Kind.DEPLOYMENT));

    /** Where nobody was asked, Weir answered. */
    private static final String HERE = "Weir";

    private static final String UNIT = "Tokens";

    private final UsageQuery query;
    private final Names names;

    /**
     * @throws Refusal if the question wants other rows than the specification has
     */
    Focus(UsageQuery asked, Names names) {
        if (!asked.groups().isEmpty()) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "FOCUS has rows of its own: a day of a project, key, model and deployment.",
                    "group_by",
                    "Leave group_by out.");
        }
        if (!asked.zone().normalized().equals(ZoneOffset.UTC)) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST, "Days of FOCUS are those of UTC.", "time_zone", "Leave it out.");
        }
        this.query = asked.by(GROUPS);
        this.names = names;
    }

    UsageQuery query() {
        return query;
    }

    /** One row, or two. */
    void write(UsageRow row, Consumer<List<@Nullable Object>> out) {
        boolean used = Arrays.stream(Measure.values())
                .anyMatch(
                        measure -> measure != Measure.ADJUSTMENTS && row.sums().count(measure) != 0);
        if (used) {
            out.accept(cells(row, true));
        }
        if (row.sums().count(Measure.ADJUSTMENTS) != 0) {
            out.accept(cells(row, false));
        }
    }

    private List<@Nullable Object> cells(UsageRow row, boolean usage) {
        LocalDate day = LocalDate.parse(row.group().getOrDefault("day", ""));
        String deployment = row.group().getOrDefault("deployment", "");
        int slash = deployment.indexOf('/');
        String provider = slash < 0 ? HERE : deployment.substring(0, slash);
        String model = row.group().getOrDefault("model", "");
        String service = slash < 0 ? model.isEmpty() ? HERE : model : deployment.substring(slash + 1);
        String cost = row.sums()
                .amount(usage ? Amount.COST : Amount.ADJUSTMENT)
                .amount()
                .stripTrailingZeros()
                .toPlainString();
        Long tokens =
                usage ? row.sums().count(Measure.INPUT_TOKENS) + row.sums().count(Measure.OUTPUT_TOKENS) : null;
        String organization = query.organization().value();
        String project = row.group().getOrDefault("project", "");
        String key = row.group().getOrDefault("key", "");
        List<@Nullable Object> cells = new ArrayList<>();
        cells.add(cost);
        cells.add(organization);
        cells.add(names.title("organization", organization).orElse(organization));
        cells.add("Organization");
        cells.add(row.currency() == null ? "USD" : row.currency());
        cells.add(time(day.withDayOfMonth(1).plusMonths(1)));
        cells.add(time(day.withDayOfMonth(1)));
        cells.add(usage ? "Usage" : "Adjustment");
        cells.add(null);
        cells.add(usage ? "Calls of " + model + " answered by " + (slash < 0 ? HERE : deployment) : "Adjustments");
        cells.add(usage ? "Usage-Based" : "One-Time");
        cells.add(time(day.plusDays(1)));
        cells.add(time(day));
        cells.add(tokens);
        cells.add(usage ? UNIT : null);
        cells.add(cost);
        cells.add(cost);
        cells.add(provider);
        cells.add(cost);
        cells.add(tokens);
        cells.add(usage ? UNIT : null);
        cells.add(provider);
        cells.add(provider);
        cells.add(deployment.isEmpty() ? null : deployment);
        cells.add(deployment.isEmpty() ? null : service);
        cells.add(deployment.isEmpty() ? null : "Model");
        cells.add("AI and Machine Learning");
        cells.add(service);
        cells.add("Generative AI");
        cells.add(project);
        cells.add(names.title("project", project).orElse(project));
        cells.add("Project");
        cells.add(key.isEmpty() ? null : key);
        cells.add(names.title("key", key).orElse(null));
        cells.add(model.isEmpty() ? null : model);
        cells.add(usage ? row.sums().count(Measure.REQUESTS) : 0);
        cells.add(usage ? row.sums().count(Measure.INPUT_TOKENS) : 0);
        cells.add(usage ? row.sums().count(Measure.CACHED_INPUT_TOKENS) : 0);
        cells.add(usage ? row.sums().count(Measure.OUTPUT_TOKENS) : 0);
        cells.add(usage ? row.sums().count(Measure.REASONING_TOKENS) : 0);
        return cells;
    }

    /** As the specification writes times. */
    private static String time(LocalDate day) {
        return day + "T00:00:00Z";
    }
}
