package dev.weir.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills {@code ${NAME}} and {@code ${NAME:default}} from the environment; a doubled dollar sign keeps the reference as
 * it is written.
 */
final class Interpolation {
    private static final Pattern REFERENCE =
            Pattern.compile("\\$\\$\\{|\\$\\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::(?<otherwise>[^}]*))?}");

    private final Map<String, String> environment;

    Interpolation(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The text with every reference filled in, and the names of the variables that are not set. */
    Filled fill(String text) {
        List<String> missing = new ArrayList<>();
        String filled = REFERENCE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(value(match, missing)));
        return new Filled(filled, missing);
    }

    private String value(MatchResult match, List<String> missing) {
        String name = match.group("name");
        if (name == null) {
            return "${";
        }
        String value = environment.getOrDefault(name, match.group("otherwise"));
        if (value == null) {
            missing.add(name);
            return "";
        }
        return value;
    }

    record Filled(String text, List<String> missing) {}
}
