package dev.weir.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code NAME=VALUE} of options that may come several times. */
final class Pairs {
    private Pairs() {}

    /**
     * The values of each name.
     *
     * @throws CommandFailure if one is no pair
     */
    static Map<String, List<String>> of(List<String> given, String option) {
        Map<String, List<String>> pairs = new LinkedHashMap<>();
        for (String each : given) {
            int equals = each.indexOf('=');
            if (equals < 1 || equals == each.length() - 1) {
                throw new CommandFailure("'" + each + "' is no NAME=VALUE, as " + option + " takes it.");
            }
            pairs.computeIfAbsent(each.substring(0, equals), name -> new ArrayList<>())
                    .add(each.substring(equals + 1));
        }
        return pairs;
    }
}
