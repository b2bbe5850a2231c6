package dev.weir.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** Limits in words. */
final class LimitsText {
    private LimitsText() {}

    static String of(JsonNode limits) {
        List<String> all = new ArrayList<>();
        JsonNode concurrency = limits.path("concurrency");
        all.add(
                concurrency.isNumber()
                        ? concurrency.asInt() + " calls in progress at once"
                        : "any number of calls in progress");
        all.addAll(rates(limits));
        if (limits.path("priority").isString()) {
            all.add(limits.path("priority").asString() + " unless they say otherwise");
        }
        if (limits.path("max_priority").isString()) {
            all.add("at most " + limits.path("max_priority").asString());
        }
        return String.join(", ", all);
    }

    /** For a list: what is limited, and no more. */
    static String brief(JsonNode limits) {
        List<String> all = new ArrayList<>();
        add(all, limits, "concurrency", "at once");
        all.addAll(rates(limits));
        if (limits.path("max_priority").isString()) {
            all.add("at most " + limits.path("max_priority").asString());
        }
        return all.isEmpty() ? "-" : String.join(", ", all);
    }

    private static List<String> rates(JsonNode limits) {
        List<String> all = new ArrayList<>();
        add(all, limits, "rpm", "requests a minute");
        add(all, limits, "tpm", "tokens a minute");
        add(all, limits, "tokens_per_day", "tokens a day");
        if (limits.path("budget").isObject()) {
            all.add(budget(limits.path("budget")));
        }
        StreamSupport.stream(limits.path("budgets").spliterator(), false)
                .map(LimitsText::budget)
                .forEach(all::add);
        return all;
    }

    private static void add(List<String> all, JsonNode limits, String name, String words) {
        if (limits.path(name).isNumber()) {
            all.add(limits.path(name).asString() + " " + words);
        }
    }

    private static String budget(JsonNode budget) {
        String period = Shown.text(budget, "period");
        return Shown.text(budget, "amount") + " " + Shown.text(budget, "currency")
                + (period.equals("total") ? " in total" : " a " + period);
    }
}
