package dev.weir.dialect;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Gemini's words in OpenAI's, and what its generations of models differ in. */
final class GeminiWords {
    /** Marks a seal as Gemini's own, so that no other vendor is given it. */
    private static final String SEAL = "gemini:";

    /** Vertex can be asked for numbers in place of names; these are the enumeration's. */
    private static final List<String> FINISHES = List.of(
            "FINISH_REASON_UNSPECIFIED",
            "STOP",
            "MAX_TOKENS",
            "SAFETY",
            "RECITATION",
            "OTHER",
            "BLOCKLIST",
            "PROHIBITED_CONTENT",
            "SPII",
            "MALFORMED_FUNCTION_CALL");

    private static final List<String> MODALITIES =
            List.of("MODALITY_UNSPECIFIED", "TEXT", "IMAGE", "VIDEO", "AUDIO", "DOCUMENT");

    private static final Set<String> FILTERED = Set.of(
            "SAFETY",
            "RECITATION",
            "LANGUAGE",
            "BLOCKLIST",
            "PROHIBITED_CONTENT",
            "SPII",
            "MODEL_ARMOR",
            "IMAGE_SAFETY",
            "IMAGE_PROHIBITED_CONTENT",
            "IMAGE_RECITATION");

    private static final Set<String> SPOILT =
            Set.of("MALFORMED_FUNCTION_CALL", "MALFORMED_RESPONSE", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS");

    private GeminiWords() {}

    /** Why an answer ended; a reason that is not known stays what it is, so that nobody takes it for success. */
    static String finishReason(String reason, boolean callsTools) {
        if (FILTERED.contains(reason)) {
            return "content_filter";
        }
        return switch (reason) {
            case "STOP" -> callsTools ? "tool_calls" : "stop";
            case "MAX_TOKENS" -> "length";
            default -> reason.toLowerCase(Locale.ROOT);
        };
    }

    static boolean filtered(String reason) {
        return FILTERED.contains(reason);
    }

    /** Whether the model said something that is no answer; another try may give one. */
    static boolean spoilt(String reason) {
        return SPOILT.contains(reason);
    }

    static String finish(JsonParser parser) {
        return name(parser, FINISHES);
    }

    static String modality(JsonParser parser) {
        return name(parser, MODALITIES);
    }

    private static String name(JsonParser parser, List<String> names) {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            int number = Text.index(parser, 0);
            return number >= 0 && number < names.size() ? names.get(number) : "OTHER";
        }
        return Text.orEmpty(parser);
    }

    /** A {@code thoughtSignature} as callers get it. */
    static String sealed(String signature) {
        return SEAL + signature;
    }

    /** The {@code thoughtSignature} in what a caller gave back; null if another vendor made it. */
    static @Nullable String opened(@Nullable String seal) {
        return seal != null && seal.startsWith(SEAL) ? seal.substring(SEAL.length()) : null;
    }

    /** Models that are told how much to think by a word, and want their calls' signatures back. */
    static boolean thinksByLevel(String model) {
        return model.contains("gemini-3");
    }

    /** Models from before thinking, which refuse to be told about it. */
    static boolean cannotThink(String model) {
        return model.contains("gemini-1") || model.contains("gemini-2.0") || model.contains("gemma");
    }
}
