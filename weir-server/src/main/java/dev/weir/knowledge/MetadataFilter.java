package dev.weir.knowledge;

import dev.weir.http.Refusal;
import dev.weir.knowledge.index.SearchFilter;
import dev.weir.spi.ErrorCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Metadata as terms of the index: a document passes where each key has one of the values asked for. */
final class MetadataFilter {
    /** Longer values are kept with the document but cannot be filtered by: they are texts, not labels. */
    private static final int LONGEST = 512;

    private static final String PREFIX = "meta.";
    private static final String SHAPE =
            "Filter by equality: {\"key\": \"value\"}, or {\"key\": [\"one\", \"other\"]} for any of several.";

    private MetadataFilter() {}

    static String term(String key) {
        return PREFIX + key;
    }

    /** The value, or the values of a list; none for objects, null and long texts. */
    static Set<String> values(JsonNode value) {
        Set<String> values = new HashSet<>();
        for (JsonNode each : value.isArray() ? value : List.of(value)) {
            if (each.isValueNode() && !each.isNull() && each.asString().length() <= LONGEST) {
                values.add(each.asString());
            }
        }
        return values;
    }

    /**
     * @throws Refusal where it is not an object of values and lists of values
     */
    static SearchFilter read(JsonNode filter) {
        if (!filter.isObject()) {
            throw new Refusal(ErrorCode.INVALID_REQUEST, "'filter' is not an object.", "filter", SHAPE);
        }
        List<SearchFilter> all = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : filter.properties()) {
            all.add(new SearchFilter.AnyTerm(term(member.getKey()), wanted(member.getKey(), member.getValue())));
        }
        return new SearchFilter.AllOf(all);
    }

    private static Set<String> wanted(String key, JsonNode value) {
        Set<String> wanted = values(value);
        int given = value.isArray() ? value.size() : 1;
        if (given == 0
                || wanted.isEmpty()
                || wanted.size() < Set.copyOf(strings(value)).size()) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "'filter." + key + "' is not a value or a list of values of at most " + LONGEST + " characters.",
                    "filter." + key,
                    SHAPE);
        }
        return wanted;
    }

    private static List<String> strings(JsonNode value) {
        List<String> strings = new ArrayList<>();
        for (JsonNode each : value.isArray() ? value : List.of(value)) {
            strings.add(each.toString());
        }
        return strings;
    }
}
