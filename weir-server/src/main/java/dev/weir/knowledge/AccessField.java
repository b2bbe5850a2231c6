package dev.weir.knowledge;

import dev.weir.spi.EndUser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Reads a document's access list: {@code {"users": […], "groups": […], "attributes": {"department": ["hr"]}}}. */
final class AccessField {
    private static final String SHAPE =
            "{\"users\": […], \"groups\": […], \"attributes\": {\"department\": [\"hr\"]}} with names";

    private static final List<String> MEMBERS = List.of("users", "groups", "attributes");
    private static final int MOST = 1_000;

    /** Longer names were taken before end users were known; no end user has one. */
    private static final int LONGEST = 512;

    private AccessField() {}

    /**
     * @throws IllegalArgumentException that says what is wrong with it
     */
    static Readers read(JsonNode access) {
        if (!access.isObject() || !MEMBERS.containsAll(List.copyOf(access.propertyNames()))) {
            throw new IllegalArgumentException("'access' must be " + SHAPE + ".");
        }
        return new Readers(
                names(access.path("users"), "access.users"),
                names(access.path("groups"), "access.groups"),
                attributes(access.path("attributes")));
    }

    private static List<String> names(JsonNode list, String place) {
        List<String> names = new ArrayList<>();
        if (!list.isMissingNode() && !list.isArray()) {
            throw new IllegalArgumentException("'" + place + "' must be a list of names.");
        }
        if (list.size() > MOST) {
            throw new IllegalArgumentException(
                    "'" + place + "' has more than " + MOST + " names; put their holders into a group.");
        }
        for (JsonNode name : list) {
            if (!name.isString() || !isName(name.stringValue(), LONGEST)) {
                throw new IllegalArgumentException("'" + place + "' must be a list of names.");
            }
            names.add(name.stringValue());
        }
        return names;
    }

    private static boolean isName(String text, int longest) {
        return !text.isBlank() && text.length() <= longest && text.chars().noneMatch(Character::isISOControl);
    }

    private static Map<String, List<String>> attributes(JsonNode node) {
        Map<String, List<String>> attributes = new TreeMap<>();
        if (!node.isMissingNode() && !node.isObject()) {
            throw new IllegalArgumentException("'access.attributes' must be an object of lists: " + SHAPE + ".");
        }
        for (Map.Entry<String, JsonNode> each : node.properties()) {
            String name = each.getKey();
            if (!isName(name, EndUser.LONGEST)) {
                throw new IllegalArgumentException("'access.attributes' holds a name that is empty or too long.");
            }
            List<String> values = names(each.getValue(), "access.attributes." + name);
            if (values.isEmpty()) {
                throw new IllegalArgumentException("'access.attributes." + name
                        + "' is empty: nobody could have it. Name a value, or leave the attribute out.");
            }
            attributes.put(name, values);
        }
        if (attributes.size() > Readers.MOST_ATTRIBUTES) {
            throw new IllegalArgumentException(
                    "'access.attributes' asks for more than " + Readers.MOST_ATTRIBUTES + " attributes.");
        }
        return attributes;
    }
}
