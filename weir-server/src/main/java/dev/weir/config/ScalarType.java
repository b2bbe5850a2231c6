package dev.weir.config;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How one line of text becomes a value.
 *
 * @param name what the value is, as a message says it: "a whole number"
 * @param example how one is written
 * @param json its type in JSON Schema
 * @param choices every text it may be, or empty where they cannot be counted
 * @param reader makes the value; an exception of one of three kinds means that the text has another form
 */
record ScalarType(String name, String example, Json json, List<String> choices, Function<String, Object> reader) {
    private static final String DURATION = "([0-9]{1,12})(ms|s|m|h|d)";
    private static final Pattern DURATION_FORM = Pattern.compile(DURATION);

    /** Nobody waits longer, and its nanoseconds fit a long. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static final ScalarType WHOLE_NUMBER = number("a whole number", "8080", "integer", ScalarType::whole);
    private static final ScalarType TRUE_OR_FALSE = choice("boolean", List.of("true", "false"), Boolean::valueOf);
    private static final Map<Class<?>, ScalarType> KNOWN = Map.ofEntries(
            Map.entry(String.class, text("a text", "name", text -> text)),
            Map.entry(int.class, number("a whole number", "8080", "integer", Integer::valueOf)),
            Map.entry(long.class, WHOLE_NUMBER),
            Map.entry(Long.class, WHOLE_NUMBER),
            Map.entry(double.class, number("a number", "0.5", "number", Double::valueOf)),
            Map.entry(BigDecimal.class, number("a decimal number", "2.50", "number", BigDecimal::new)),
            Map.entry(boolean.class, TRUE_OR_FALSE),
            Map.entry(Boolean.class, TRUE_OR_FALSE),
            Map.entry(
                    Duration.class, pattern("a duration", "250ms, 2s, 15m, 1h or 7d", DURATION, ScalarType::duration)),
            Map.entry(ByteSize.class, pattern("a size", "512, 64KB, 32MB or 2GB", ByteSize.PATTERN, ByteSize::parse)),
            Map.entry(LocalDate.class, format("a date", "2026-01-31", "date", LocalDate::parse)),
            Map.entry(Currency.class, pattern("a currency", "USD", "[A-Z]{3}", Currency::getInstance)),
            Map.entry(Path.class, text("a path", "./data", ScalarType::path)),
            Map.entry(URI.class, format("a URL", "https://api.example.com/v1", "uri", ScalarType::absolute)),
            Map.entry(Secret.class, text("a secret", "${API_KEY}", Secret::new)));

    /** A type and what else JSON Schema can check, such as a pattern. */
    record Json(String type, String keyword, String value) {}

    static Optional<ScalarType> of(Class<?> type) {
        return type.isEnum() ? Optional.of(constants(type)) : Optional.ofNullable(KNOWN.get(type));
    }

    /** Empty where the text has another form. */
    Optional<Object> read(String text) {
        try {
            return choices.isEmpty() || choices.contains(text) ? Optional.of(reader.apply(text)) : Optional.empty();
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static ScalarType text(String name, String example, Function<String, Object> reader) {
        return new ScalarType(name, example, new Json("string", "", ""), List.of(), reader);
    }

    private static ScalarType number(String name, String example, String type, Function<String, Object> reader) {
        return new ScalarType(name, example, new Json(type, "", ""), List.of(), reader);
    }

    private static ScalarType pattern(String name, String example, String form, Function<String, Object> reader) {
        return new ScalarType(name, example, new Json("string", "pattern", "^" + form + "$"), List.of(), reader);
    }

    private static ScalarType format(String name, String example, String format, Function<String, Object> reader) {
        return new ScalarType(name, example, new Json("string", "format", format), List.of(), reader);
    }

    private static ScalarType choice(String type, List<String> choices, Function<String, Object> reader) {
        String listed = choices.size() == 1 ? "" : "one of ";
        return new ScalarType(
                listed + String.join(", ", choices), choices.getFirst(), new Json(type, "", ""), choices, reader);
    }

    private static ScalarType constants(Class<?> type) {
        List<Object> constants = List.of(type.getEnumConstants());
        List<String> names = constants.stream().map(ScalarType::written).toList();
        return choice("string", names, text -> constants.get(names.indexOf(text)));
    }

    private static String written(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
    }

    private static Object whole(String text) {
        return Long.valueOf(text);
    }

    private static Object duration(String text) {
        Matcher form = DURATION_FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("not a duration: " + text);
        }
        long amount = Long.parseLong(form.group(1));
        Duration time = switch (form.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
        if (time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("longer than " + LONGEST.toDays() + "d: " + text);
        }
        return time;
    }

    /** Expands {@code ~/} as a shell would have, since nobody wants a folder called {@code ~}. */
    private static Object path(String text) {
        return text.startsWith("~/") ? Path.of(System.getProperty("user.home"), text.substring(2)) : Path.of(text);
    }

    private static Object absolute(String text) {
        URI uri = URI.create(text);
        if (Stream.of(uri.getScheme(), uri.getHost()).anyMatch(part -> part == null)) {
            throw new IllegalArgumentException("not an absolute URL: " + text);
        }
        return uri;
    }
}
