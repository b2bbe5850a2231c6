package dev.weir.cli;

import tools.jackson.databind.JsonNode;

/** Limits in words. */
final class LimitsText {
    private LimitsText() {}

    static String of(JsonNode limits) {
        JsonNode concurrency = limits.path("concurrency");
        String text = concurrency.isNumber()
                ? concurrency.asInt() + " calls in progress at once"
                : "any number of calls in progress";
        if (limits.path("priority").isString()) {
            text += ", " + limits.path("priority").asString() + " unless they say otherwise";
        }
        return limits.path("max_priority").isString()
                ? text + ", at most " + limits.path("max_priority").asString()
                : text;
    }
}
