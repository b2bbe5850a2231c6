package dev.weir.config;

import java.util.List;
import java.util.Map;

/** A piece of configuration before it has a type: what was written, and where. */
public sealed interface ConfigNode {
    Origin at();

    /** What the user would call it. */
    String described();

    /** As {@link #described}, without repeating a text: it may be a secret that stands in the wrong place. */
    default String kind() {
        return this instanceof Scalar ? "a text" : described();
    }

    /** @param literal whether {@code ${…}} stands for itself, as in the value of a variable */
    record Scalar(String text, boolean literal, Origin at) implements ConfigNode {
        /** Shows what was written, so a variable's value stays out of messages. */
        @Override
        public String described() {
            return "'" + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + "'";
        }
    }

    record Listing(List<ConfigNode> items, Origin at) implements ConfigNode {
        public Listing {
            items = List.copyOf(items);
        }

        @Override
        public String described() {
            return items.isEmpty() ? "an empty list" : "a list";
        }
    }

    /** Keys in the order in which they were written. */
    record Mapping(Map<String, Entry> entries, Origin at) implements ConfigNode {
        @Override
        public String described() {
            return "a set of keys";
        }
    }

    /** A key without a value; the same as no key. */
    record Nothing(Origin at) implements ConfigNode {
        @Override
        public String described() {
            return "nothing";
        }
    }

    record Entry(Origin keyAt, ConfigNode value) {}
}
