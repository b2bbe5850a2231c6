package dev.weir.metering;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** A rule over a name, whose case does not matter. */
sealed interface Match {
    /**
     * @param name in lower case
     */
    boolean test(String name);

    record StartsWith(String text) implements Match {
        @Override
        public boolean test(String name) {
            return name.startsWith(text);
        }
    }

    record EndsWith(String text) implements Match {
        @Override
        public boolean test(String name) {
            return name.endsWith(text);
        }
    }

    record Contains(String text) implements Match {
        @Override
        public boolean test(String name) {
            return name.contains(text);
        }
    }

    record Equals(String text) implements Match {
        @Override
        public boolean test(String name) {
            return name.equals(text);
        }
    }

    record Regex(Pattern pattern) implements Match {
        @Override
        public boolean test(String name) {
            return pattern.matcher(name).find();
        }
    }

    record Any(List<Match> rules) implements Match {
        @Override
        public boolean test(String name) {
            return rules.stream().anyMatch(rule -> rule.test(name));
        }
    }

    record All(List<Match> rules) implements Match {
        @Override
        public boolean test(String name) {
            return rules.stream().allMatch(rule -> rule.test(name));
        }
    }

    /** Reads {@code {"starts_with": "gpt-"}} and its like; no rule at all matches nothing. */
    static Match of(JsonNode rule) {
        if (!rule.isObject() || rule.size() != 1) {
            return new Any(List.of());
        }
        String kind = rule.propertyNames().iterator().next();
        JsonNode value = rule.get(kind);
        return switch (kind) {
            case "or" -> new Any(list(value));
            case "and" -> new All(list(value));
            case "starts_with" -> new StartsWith(text(value));
            case "ends_with" -> new EndsWith(text(value));
            case "contains" -> new Contains(text(value));
            case "equals" -> new Equals(text(value));
            case "regex" -> new Regex(Pattern.compile(value.asString(), Pattern.CASE_INSENSITIVE));
            default -> throw new IllegalArgumentException("the price table has a rule of unknown kind: " + kind);
        };
    }

    private static List<Match> list(JsonNode rules) {
        List<Match> list = new ArrayList<>(rules.size());
        for (JsonNode rule : rules) {
            list.add(of(rule));
        }
        return list;
    }

    private static String text(JsonNode value) {
        return value.asString().toLowerCase(Locale.ROOT);
    }
}
