package dev.weir.simulator;

import org.jspecify.annotations.Nullable;

/** Whose error envelope a path answers with. */
enum ErrorWords {
    OPENAI,
    ANTHROPIC,
    GOOGLE,
    AWS,
    COHERE;

    static ErrorWords of(@Nullable String path) {
        if (path == null) {
            return OPENAI;
        }
        if (path.startsWith(ProviderRoutes.MESSAGES) || path.contains("/publishers/anthropic/")) {
            return ANTHROPIC;
        }
        if (ConversePath.of(path) != null) {
            return AWS;
        }
        if (path.startsWith(ProviderRoutes.COHERE)) {
            return COHERE;
        }
        return GooglePath.of(path) == null ? OPENAI : GOOGLE;
    }

    String json(int status, ErrorBody error) {
        return switch (this) {
            case OPENAI -> error.json();
            case ANTHROPIC -> error.messagesJson(status);
            case GOOGLE -> error.googleJson(status);
            case AWS, COHERE -> error.bareJson();
        };
    }
}
