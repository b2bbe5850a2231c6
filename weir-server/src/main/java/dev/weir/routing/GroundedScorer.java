package dev.weir.routing;

import com.google.auto.service.AutoService;
import dev.weir.spi.AnswerContent;
import dev.weir.spi.Call;
import dev.weir.spi.ExtensionContext;
import dev.weir.spi.Passage;
import dev.weir.spi.Scorer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Which share of the answer's longer words stands in the call's passages: an answer that was made up shares few words
 * with the documents. 1 where the call has no passages, since there is nothing to compare with. It looks at words, not
 * at their meaning.
 */
final class GroundedScorer implements Scorer {
    private static final int SHORTEST = 4;

    @Override
    public Score score(Call call, AnswerContent answer) {
        if (call.passages().isEmpty()) {
            return new Score(1, "no passages");
        }
        Set<String> known = new HashSet<>();
        for (Passage passage : call.passages()) {
            known.addAll(words(passage.text()));
            known.addAll(words(passage.title()));
        }
        return answer.choices().stream()
                .map(choice -> share(words(choice.text()), known))
                .min((one, other) -> Double.compare(one.value(), other.value()))
                .orElseGet(() -> new Score(0, "no answer"));
    }

    private static Score share(Set<String> said, Set<String> known) {
        long found = said.stream().filter(known::contains).count();
        return said.isEmpty()
                ? new Score(1, "no words to compare")
                : new Score((double) found / said.size(), found + " of " + said.size() + " words in the passages");
    }

    private static Set<String> words(String text) {
        Set<String> words = new HashSet<>();
        StringBuilder word = new StringBuilder();
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ' ';
            if (Character.isLetterOrDigit(c)) {
                word.append(c);
            } else {
                if (word.length() >= SHORTEST) {
                    words.add(word.toString().toLowerCase(Locale.ROOT));
                }
                word.setLength(0);
            }
        }
        return words;
    }

    /** Makes them. */
    @AutoService(Scorer.Factory.class)
    public static final class Factory implements Scorer.Factory {
        @Override
        public String name() {
            return "grounded";
        }

        @Override
        public Scorer create(ExtensionContext context) {
            return new GroundedScorer();
        }
    }
}
