package dev.weir.usage;

import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.spi.ErrorCode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How usage is written. */
enum Format {
    JSON("application/json", "json"),
    /** RFC 4180, with a head. */
    CSV("text/csv; charset=utf-8; header=present", "csv"),
    PARQUET("application/vnd.apache.parquet", "parquet"),
    /** CSV with the columns of FOCUS 1.2. */
    FOCUS("text/csv; charset=utf-8; header=present", "focus.csv");

    private final String type;
    private final String suffix;

    Format(String type, String suffix) {
        this.type = type;
        this.suffix = suffix;
    }

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    String type() {
        return type;
    }

    String fileName() {
        return "usage." + suffix;
    }

    /** What {@code ?format=} says, else what {@code Accept} does; JSON where neither does. */
    static Format of(Request request) {
        Optional<String> named = request.query("format").filter(word -> !word.isBlank());
        if (named.isPresent()) {
            return Arrays.stream(values())
                    .filter(format -> format.wire().equals(named.get()))
                    .findFirst()
                    .orElseThrow(() -> unknown(named.get()));
        }
        String accept = request.header("accept").orElse("").toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> accept.startsWith(format.type.split(";", 2)[0]))
                .findFirst()
                .orElse(JSON);
    }

    private static Refusal unknown(String word) {
        return new Refusal(
                ErrorCode.INVALID_REQUEST,
                "Usage is not written as '" + (word.length() > 64 ? word.substring(0, 64) + "…" : word) + "'.",
                "format",
                "One of "
                        + String.join(
                                ", ", Arrays.stream(values()).map(Format::wire).toList()) + ".");
    }
}
