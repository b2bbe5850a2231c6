package dev.weir.config;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What may stand at a place of the configuration, read from the records once. */
sealed interface Shape {
    /** What belongs there, as a message says it. */
    String described();

    record Single(ScalarType type) implements Shape {
        @Override
        public String described() {
            return type.name();
        }
    }

    record ListOf(Shape item) implements Shape {
        @Override
        public String described() {
            return "a list";
        }
    }

    record MapOf(Shape value) implements Shape {
        @Override
        public String described() {
            return "names with a value each";
        }
    }

    record Fields(Class<? extends Record> type, String doc, List<Field> fields) implements Shape {
        public Fields {
            fields = List.copyOf(fields);
        }

        List<String> keys() {
            return fields.stream().map(Field::key).toList();
        }

        Optional<Field> field(String key) {
            return fields.stream().filter(field -> field.key().equals(key)).findFirst();
        }

        List<Field> longestKeyFirst() {
            return fields.stream()
                    .sorted(Comparator.comparingInt((Field field) -> field.key().length())
                            .reversed())
                    .toList();
        }

        @Override
        public String described() {
            return "the keys " + String.join(", ", keys());
        }
    }

    /**
     * One key of a record.
     *
     * @param standard what an absent key means, as it would be written
     * @param optional whether the component may be null
     */
    record Field(
            String key,
            String doc,
            Shape shape,
            @Nullable String standard,
            boolean optional,
            @Nullable Range range,
            @Nullable KeyOf keyOf) {

        /** Whether leaving the key out is a mistake. Absent lists and maps are empty, absent records all default. */
        boolean required() {
            return shape instanceof Single && standard == null && !optional;
        }
    }
}
