package dev.weir.knowledge;

import dev.weir.http.Refusal;
import dev.weir.knowledge.index.FieldValues;
import dev.weir.knowledge.index.SearchFilter;
import dev.weir.spi.ErrorCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a search may see by the metadata of documents, in the words that vector stores share: a value or a list of them
 * means equal to any, {@code $gt}, {@code $gte}, {@code $lt} and {@code $lte} compare numbers with numbers, times with
 * times and texts with texts, {@code $and}, {@code $or} and {@code $not} join. A field that a document does not have
 * passes no comparison.
 */
final class MetadataFilter {
    /** Longer values are kept with the document but cannot be filtered by: they are texts, not labels. */
    private static final int LONGEST = 512;

    private static final int MOST_VALUES = 1_000;
    private static final int MOST_CONDITIONS = 256;
    private static final int DEEPEST = 16;

    private static final String PREFIX = "meta.";
    private static final Set<String> COMPARISONS =
            Set.of("$eq", "$ne", "$in", "$nin", "$gt", "$gte", "$lt", "$lte", "$exists");
    private static final Set<String> BOUNDS = Set.of("$gt", "$gte", "$lt", "$lte");
    private static final String SHAPE =
            "{\"key\": \"value\"}, {\"key\": [\"one\", \"other\"]} for any of several, {\"key\": {\"$gte\": 2024}} (or $gt, $lt,"
                    + " $lte, $eq, $ne, $in, $nin, $exists), {\"$and\": […]}, {\"$or\": […]}, {\"$not\": {…}}.";

    private int conditions;

    private MetadataFilter() {}

    static String term(String key) {
        return PREFIX + key;
    }

    /** The value, or the values of a list; none for objects, null and long texts. */
    static Set<String> values(JsonNode value) {
        Set<String> values = new HashSet<>();
        for (JsonNode each : value.isArray() ? value : List.of(value)) {
            if (isLabel(each)) {
                values.add(each.asString());
            }
        }
        return values;
    }

    private static boolean isLabel(JsonNode value) {
        return value.isValueNode() && !value.isNull() && value.asString().length() <= LONGEST;
    }

    /**
     * @throws Refusal that names the place that is wrong
     */
    static SearchFilter read(JsonNode filter) {
        return new MetadataFilter().object(filter, "filter", 0);
    }

    /** The metadata fields that a filter names, by their own names. */
    static Set<String> fields(SearchFilter filter) {
        Set<String> fields = new TreeSet<>();
        collect(filter, fields);
        return fields;
    }

    private static void collect(SearchFilter filter, Set<String> into) {
        switch (filter) {
            case SearchFilter.Everything _, SearchFilter.Documents _ -> {}
            case SearchFilter.AnyTerm term -> add(term.key(), into);
            case SearchFilter.Exists exists -> add(exists.key(), into);
            case SearchFilter.NumberRange range -> add(range.key(), into);
            case SearchFilter.TimeRange range -> add(range.key(), into);
            case SearchFilter.TextRange range -> add(range.key(), into);
            case SearchFilter.AllOf all -> all.filters().forEach(each -> collect(each, into));
            case SearchFilter.AnyOf any -> any.filters().forEach(each -> collect(each, into));
            case SearchFilter.AtLeast some -> some.filters().forEach(each -> collect(each, into));
            case SearchFilter.Not not -> collect(not.filter(), into);
        }
    }

    private static void add(String key, Set<String> into) {
        if (isField(key)) {
            into.add(plain(key));
        }
    }

    /** Whether a key of the index is a metadata field, and not one of an access list. */
    static boolean isField(String key) {
        return key.startsWith(PREFIX);
    }

    /** A metadata field's own name. */
    static String plain(String key) {
        return key.substring(PREFIX.length());
    }

    private SearchFilter object(JsonNode filter, String at, int depth) {
        if (!filter.isObject()) {
            throw refused("'" + shown(at) + "' is not an object.", at);
        }
        if (depth > DEEPEST) {
            throw refused("'filter' is nested more than " + DEEPEST + " deep.", "filter");
        }
        List<SearchFilter> all = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : filter.properties()) {
            if (++conditions > MOST_CONDITIONS) {
                throw refused("'filter' has more than " + MOST_CONDITIONS + " conditions.", "filter");
            }
            all.add(member(member.getKey(), member.getValue(), at + "." + member.getKey(), depth));
        }
        return new SearchFilter.AllOf(all);
    }

    private SearchFilter member(String name, JsonNode value, String at, int depth) {
        return switch (name) {
            case "$and" -> new SearchFilter.AllOf(list(value, at, depth));
            case "$or" -> new SearchFilter.AnyOf(list(value, at, depth));
            case "$not" -> new SearchFilter.Not(object(value, at, depth + 1));
            default -> {
                if (name.startsWith("$")) {
                    throw refused("'" + shown(at) + "': there is no operator " + shown(name) + " here.", at);
                }
                yield value.isObject() ? compared(name, value, at) : any(name, value, at);
            }
        };
    }

    private List<SearchFilter> list(JsonNode values, String at, int depth) {
        if (!values.isArray() || values.isEmpty()) {
            throw refused("'" + shown(at) + "' is not a list of filters.", at);
        }
        List<SearchFilter> all = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            all.add(object(values.get(i), at + "[" + i + "]", depth + 1));
        }
        return all;
    }

    private static SearchFilter any(String key, JsonNode value, String at) {
        int given = value.isArray() ? value.size() : 1;
        boolean labels = value.isArray() ? value.valueStream().allMatch(MetadataFilter::isLabel) : isLabel(value);
        if (given == 0 || given > MOST_VALUES || !labels) {
            throw refused(
                    "'" + shown(at) + "' is not a value or a list of at most " + MOST_VALUES
                            + " values, each of at most " + LONGEST + " characters.",
                    at);
        }
        return new SearchFilter.AnyTerm(term(key), values(value));
    }

    private static SearchFilter compared(String key, JsonNode comparisons, String at) {
        List<SearchFilter> all = new ArrayList<>();
        for (Map.Entry<String, JsonNode> each : comparisons.properties()) {
            String operator = each.getKey();
            String place = at + "." + operator;
            JsonNode value = each.getValue();
            if (!COMPARISONS.contains(operator)) {
                throw refused(
                        "'" + shown(place) + "': there is no operator " + shown(operator) + " for a field.", place);
            }
            switch (operator) {
                case "$eq" -> all.add(any(key, single(value, place), place));
                case "$ne" -> all.add(new SearchFilter.Not(any(key, single(value, place), place)));
                case "$in" -> all.add(any(key, listed(value, place), place));
                case "$nin" -> all.add(new SearchFilter.Not(any(key, listed(value, place), place)));
                case "$exists" -> all.add(exists(key, value, place));
                default -> {
                    // The bounds are one condition, so that one value has to be within all of them.
                }
            }
        }
        if (comparisons.properties().stream().anyMatch(each -> BOUNDS.contains(each.getKey()))) {
            all.add(range(key, comparisons, at));
        }
        if (all.isEmpty()) {
            throw refused("'" + shown(at) + "' says nothing.", at);
        }
        return new SearchFilter.AllOf(all);
    }

    private static JsonNode single(JsonNode value, String at) {
        if (value.isArray()) {
            throw refused("'" + shown(at) + "' is a list; $in and $nin take one.", at);
        }
        return value;
    }

    private static JsonNode listed(JsonNode value, String at) {
        if (!value.isArray()) {
            throw refused("'" + shown(at) + "' is not a list.", at);
        }
        return value;
    }

    private static SearchFilter exists(String key, JsonNode value, String at) {
        if (!value.isBoolean()) {
            throw refused("'" + shown(at) + "' is neither true nor false.", at);
        }
        SearchFilter exists = new SearchFilter.Exists(term(key));
        return value.asBoolean() ? exists : new SearchFilter.Not(exists);
    }

    /** An end of a range. */
    private record Bound(JsonNode value, boolean included, String at) {
        String text() {
            return value.asString();
        }
    }

    private static SearchFilter range(String key, JsonNode comparisons, String at) {
        Bound from = bound(comparisons, "$gt", "$gte", at);
        Bound to = bound(comparisons, "$lt", "$lte", at);
        boolean numbers = isNumber(from) && isNumber(to);
        if (numbers) {
            return new SearchFilter.NumberRange(
                    term(key),
                    from == null ? -Double.MAX_VALUE : least(from),
                    to == null ? Double.MAX_VALUE : most(to));
        }
        if (isNumberSaid(from) || isNumberSaid(to)) {
            throw refused("'" + shown(at) + "' compares with a number and with something else.", at);
        }
        OptionalLong first = time(from);
        OptionalLong last = time(to);
        if ((from == null || first.isPresent()) && (to == null || last.isPresent())) {
            return new SearchFilter.TimeRange(
                    term(key),
                    from == null ? Long.MIN_VALUE : first.getAsLong() + (from.included ? 0 : 1),
                    to == null ? Long.MAX_VALUE : last.getAsLong() - (to.included ? 0 : 1));
        }
        if (first.isPresent() || last.isPresent()) {
            throw refused("'" + shown(at) + "' compares with a time and with something else.", at);
        }
        return new SearchFilter.TextRange(
                term(key),
                from == null ? null : from.text(),
                from == null || from.included,
                to == null ? null : to.text(),
                to == null || to.included);
    }

    private static @Nullable Bound bound(JsonNode comparisons, String without, String with, String at) {
        JsonNode open = comparisons.get(without);
        JsonNode closed = comparisons.get(with);
        if (open != null && closed != null) {
            throw refused("'" + shown(at) + "' has both " + without + " and " + with + ".", at);
        }
        JsonNode value = open == null ? closed : open;
        if (value == null) {
            return null;
        }
        String place = at + "." + (open == null ? with : without);
        if (!isLabel(value) || value.isBoolean()) {
            throw refused("'" + shown(place) + "' is not a number, a time or a text.", place);
        }
        if (value.isNumber() && FieldValues.number(value.asString()).isEmpty()) {
            throw refused("'" + shown(place) + "' is a number that is too large to be compared.", place);
        }
        return new Bound(value, open == null, place);
    }

    /** What is absent fits to anything. */
    private static boolean isNumber(@Nullable Bound bound) {
        return bound == null || bound.value.isNumber();
    }

    private static boolean isNumberSaid(@Nullable Bound bound) {
        return bound != null && bound.value.isNumber();
    }

    private static double least(Bound from) {
        double number = number(from);
        return from.included ? number : Math.nextUp(number);
    }

    private static double most(Bound to) {
        double number = number(to);
        return to.included ? number : Math.nextDown(number);
    }

    private static double number(Bound bound) {
        OptionalDouble number = FieldValues.number(bound.text());
        return number.orElseThrow();
    }

    private static OptionalLong time(@Nullable Bound bound) {
        return bound == null ? OptionalLong.empty() : FieldValues.time(bound.text());
    }

    private static Refusal refused(String message, String at) {
        return new Refusal(ErrorCode.INVALID_REQUEST, message, shown(at), SHAPE);
    }

    private static String shown(String text) {
        return text.length() > 120 ? text.substring(0, 120) + "…" : text;
    }
}
