package dev.weir.batch;

import dev.weir.http.Refusal;
import dev.weir.kernel.NearestName;
import dev.weir.spi.ErrorCode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The body of a request for a batch, as it came. */
record BatchOrder(
        @Nullable String inputFileId,
        @Nullable String endpoint,
        @Nullable String completionWindow,
        @Nullable Map<String, Object> metadata,
        @Nullable Lifetime outputExpiresAfter) {
    private static final int MOST_METADATA = 16;
    private static final int LONGEST_ID = 256;
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_VALUE = 512;
    private static final long SHORTEST_LIFE = 3600;
    private static final long LONGEST_LIFE = 30L * 24 * 3600;
    private static final Duration LONGEST_WINDOW = Duration.ofDays(30);

    record Lifetime(@Nullable String anchor, @Nullable Long seconds) {}

    /** The same, found to make sense. */
    record Checked(
            String inputFile,
            String endpoint,
            String windowText,
            Duration window,
            @Nullable Map<String, String> metadata,
            @Nullable Duration outputLifetime) {}

    Checked checked(List<String> endpoints) {
        String file = required(inputFileId, "input_file_id", "The id of a file with the purpose batch.");
        if (file.length() > LONGEST_ID) {
            throw wrong("'" + shortened(file) + "' is no file's id.", "input_file_id", null);
        }
        String path = required(endpoint, "endpoint", "It is one of " + String.join(", ", endpoints) + ".");
        if (!endpoints.contains(path)) {
            String nearest = NearestName.to(path, endpoints).orElse(null);
            throw wrong(
                    "'" + shortened(path) + "' is no endpoint of batches.",
                    "endpoint",
                    nearest == null
                            ? "It is one of " + String.join(", ", endpoints) + "."
                            : "Did you mean " + nearest + "?");
        }
        String window = required(completionWindow, "completion_window", "OpenAI's is 24h.");
        return new Checked(file, path, window, window(window), checkedMetadata(), lifetime());
    }

    private static String required(@Nullable String value, String field, String hint) {
        if (value == null || value.isBlank()) {
            throw wrong("'" + field + "' is missing.", field, hint);
        }
        return value;
    }

    /** A whole number and a unit: {@code 24h}. */
    private static Duration window(String text) {
        Duration unit = switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(1);
            case 'm' -> Duration.ofMinutes(1);
            case 'h' -> Duration.ofHours(1);
            case 'd' -> Duration.ofDays(1);
            default -> Duration.ZERO;
        };
        String number = text.substring(0, text.length() - 1);
        boolean readable =
                !number.isEmpty() && number.length() < 7 && number.chars().allMatch(c -> c >= '0' && c <= '9');
        Duration window = readable ? unit.multipliedBy(Long.parseLong(number)) : Duration.ZERO;
        if (window.isZero() || window.compareTo(LONGEST_WINDOW) > 0) {
            throw wrong(
                    "'" + shortened(text) + "' is no completion window.",
                    "completion_window",
                    "OpenAI's is 24h; Weir takes any up to 30d, written such as 90m or 7d.");
        }
        return window;
    }

    private @Nullable Map<String, String> checkedMetadata() {
        if (metadata == null) {
            return null;
        }
        if (metadata.size() > MOST_METADATA) {
            throw wrong("'metadata' has more than " + MOST_METADATA + " entries.", "metadata", null);
        }
        Map<String, String> checked = new LinkedHashMap<>();
        metadata.forEach((name, value) -> {
            if (!(value instanceof String text) || name.length() > LONGEST_NAME || text.length() > LONGEST_VALUE) {
                throw wrong(
                        "'metadata." + shortened(name) + "' is no text, or is too long.",
                        "metadata." + shortened(name),
                        "Names have up to " + LONGEST_NAME + " characters, values up to " + LONGEST_VALUE + ".");
            }
            checked.put(name, text);
        });
        return checked;
    }

    private @Nullable Duration lifetime() {
        if (outputExpiresAfter == null) {
            return null;
        }
        Long seconds = outputExpiresAfter.seconds();
        boolean inRange = seconds != null && seconds >= SHORTEST_LIFE && seconds <= LONGEST_LIFE;
        if (!"created_at".equals(outputExpiresAfter.anchor()) || seconds == null || !inRange) {
            throw wrong(
                    "'output_expires_after' must be {\"anchor\": \"created_at\", \"seconds\": …}, with " + SHORTEST_LIFE
                            + " to " + LONGEST_LIFE + " seconds.",
                    "output_expires_after",
                    null);
        }
        return Duration.ofSeconds(seconds);
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    private static Refusal wrong(String message, String field, @Nullable String hint) {
        return new Refusal(ErrorCode.INVALID_REQUEST, message, field, hint);
    }
}
