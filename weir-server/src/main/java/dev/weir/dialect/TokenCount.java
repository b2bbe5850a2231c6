package dev.weir.dialect;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads counts from vendors; what is negative, no whole number or no number at all is taken as not said. */
final class TokenCount {
    static final long UNSAID = -1;
    /** As in {@link UsageReader}. */
    private static final long MOST = 1_000_000_000L;

    private TokenCount() {}

    /** The count that the parser stands on, {@code otherwise} if it is none; Cohere writes whole numbers as 7.0. */
    static long read(JsonParser parser, long otherwise) {
        return switch (parser.currentToken()) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                double count = parser.getDoubleValue();
                yield count >= 0 && count <= MOST && count == Math.rint(count) ? (long) count : otherwise;
            }
            case null, default -> {
                parser.skipChildren();
                yield otherwise;
            }
        };
    }

    static long said(long count) {
        return Math.max(0, count);
    }

    static boolean isNull(JsonParser parser) {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }
}
