package dev.weir.knowledge.grounding;

import java.util.List;
import java.util.Locale;

/** Whether a sentence says something that a document could support. English where it goes by words. */
final class Claims {
    private static final int LEAST_CONTENT = 2;

    private static final List<String> SOURCES = List.of(
            "passage", "document", "context", "source", "excerpt", "text", "provided information", "knowledge base");

    private static final List<String> LACKS = List.of(
            "do not",
            "does not",
            "don't",
            "doesn't",
            "no information",
            "not mention",
            "not hold",
            "not contain",
            "not say",
            "cannot answer",
            "can't answer",
            "not provide",
            "not answer",
            "no answer");

    private static final List<String> NOT_KNOWING = List.of(
            "i don't know", "i do not know", "i cannot", "i can't", "i'm not sure", "i am not sure", "i'm sorry");

    private Claims() {}

    static boolean isOne(String bare) {
        if (bare.endsWith("?") || bare.endsWith(":")) {
            return false;
        }
        List<Word> words = Word.in(bare);
        long content = words.stream().filter(Word::content).count();
        return content >= LEAST_CONTENT
                && !isAboutSources(bare.toLowerCase(Locale.ROOT).replace('\u2019', '\''));
    }

    /** Says that the documents do not say: nothing in them can support that. */
    private static boolean isAboutSources(String lower) {
        return NOT_KNOWING.stream().anyMatch(lower::startsWith)
                || (SOURCES.stream().anyMatch(lower::contains) && LACKS.stream().anyMatch(lower::contains));
    }
}
