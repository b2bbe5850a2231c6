package dev.weir.live;

import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.spi.ErrorCode;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a caller expects to change, so that two who change the same entry do not overwrite each other (RFC 9110, section
 * 13.1).
 *
 * @param tags the value of {@code If-Match}; null to change whatever is there
 * @param absent whether there must be nothing yet: {@code If-None-Match: *}
 */
record Expected(@Nullable String tags, boolean absent) {
    static final Expected ANYTHING = new Expected(null, false);

    static Expected of(Request request) {
        boolean absent = request.header("if-none-match")
                .map(String::strip)
                .filter("*"::equals)
                .isPresent();
        return new Expected(request.header("if-match").orElse(null), absent);
    }

    /**
     * @param tag of what is there
     * @throws Refusal if something else is expected
     */
    void check(Optional<String> tag) {
        if (absent && tag.isPresent()) {
            throw new Refusal(
                    ErrorCode.PRECONDITION_FAILED,
                    "There is an entry of that name already.",
                    null,
                    "Leave If-None-Match out to change it.");
        }
        if (tags != null && !isOneOf(tags, tag)) {
            throw new Refusal(
                    ErrorCode.PRECONDITION_FAILED,
                    tag.isPresent()
                            ? "The entry has changed since: its ETag is " + tag.get() + " now."
                            : "The entry is not there any more.",
                    null,
                    "GET it again and repeat the change on what is there.");
        }
    }

    private static boolean isOneOf(String tags, Optional<String> tag) {
        return tag.isPresent()
                && Stream.of(tags.split(","))
                        .map(String::strip)
                        .anyMatch(each -> each.equals("*") || each.equals(tag.get()));
    }
}
