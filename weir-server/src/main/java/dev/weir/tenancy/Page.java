package dev.weir.tenancy;

import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.spi.ErrorCode;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list that is in memory, sorted by id.
 *
 * @param next the cursor of the next part: the last id of this one; null at the end
 * @param <T> what is listed
 */
record Page<T>(List<T> data, @Nullable String next) {
    private static final int USUAL = 100;
    private static final int LARGEST = 1000;

    static <T> Page<T> of(Request request, List<T> all, Function<T, String> id) {
        int limit = request.query("limit", USUAL, 1, LARGEST);
        String after = request.query("cursor").orElse("");
        if (!after.isEmpty() && all.stream().noneMatch(one -> id.apply(one).equals(after))) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "'" + after + "' is not a cursor of this list.",
                    "cursor",
                    "Pass the 'next' of the answer before, or start again without it.");
        }
        List<T> rest =
                all.stream().filter(one -> id.apply(one).compareTo(after) > 0).toList();
        List<T> part = rest.stream().limit(limit).toList();
        return new Page<>(part, rest.size() > part.size() ? id.apply(part.getLast()) : null);
    }
}
