package dev.weir.edge;

import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.spi.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Headers of a request that its vendor is to read. No others are passed on: those that name an account, such as {@code
 * OpenAI-Organization}, say who pays, and that is settled by the provider's own configuration.
 */
final class VendorHeaders {
    private static final List<String> PASSED_ON = List.of("anthropic-beta", "openai-beta");
    private static final int LONGEST = 1_000;

    private VendorHeaders() {}

    /**
     * @throws Refusal if one holds more than names of features
     */
    static Map<String, String> of(Request request) {
        Map<String, String> headers = new HashMap<>();
        for (String name : PASSED_ON) {
            request.header(name)
                    .map(String::strip)
                    .filter(value -> !value.isEmpty())
                    .ifPresent(value -> headers.put(name, checked(name, value)));
        }
        return headers;
    }

    private static String checked(String name, String value) {
        boolean names = value.length() <= LONGEST && value.chars().allMatch(VendorHeaders::isOfNames);
        if (!names) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "The header " + name + " is no list of names of features.",
                    name,
                    "Send names of letters, digits and -._=: with commas between them, " + LONGEST
                            + " characters at most.");
        }
        return value;
    }

    private static boolean isOfNames(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || " ,-._=:".indexOf(c) >= 0;
    }
}
