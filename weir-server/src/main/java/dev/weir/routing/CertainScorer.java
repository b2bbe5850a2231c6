package dev.weir.routing;

import com.google.auto.service.AutoService;
import dev.weir.spi.AnswerContent;
import dev.weir.spi.Call;
import dev.weir.spi.ExtensionContext;
import dev.weir.spi.Scorer;
import java.util.List;
import java.util.Locale;

/**
 * Whether the answer says of itself that it is none: a model that does not know tends to say so in its first words.
 * 0 for one that gives up or declines, 0.5 for one that doubts, 1 for any other. It knows English only.
 */
final class CertainScorer implements Scorer {
    private static final int BEGINNING = 300;

    private static final List<String> GIVES_UP = List.of(
            "i don't know",
            "i do not know",
            "i'm not able to",
            "i am not able to",
            "i'm unable to",
            "i am unable to",
            "i can't help",
            "i cannot help",
            "i can't assist",
            "i cannot assist",
            "i can't provide",
            "i cannot provide",
            "i can't answer",
            "i cannot answer",
            "i don't have enough information",
            "i do not have enough information",
            "i don't have access",
            "i do not have access",
            "there is not enough information",
            "cannot be determined from");

    private static final List<String> DOUBTS = List.of(
            "i'm not sure",
            "i am not sure",
            "i'm not certain",
            "i am not certain",
            "i may be wrong",
            "i might be wrong",
            "i believe, but",
            "to the best of my knowledge",
            "it is hard to say",
            "it's hard to say");

    @Override
    public Score score(Call call, AnswerContent answer) {
        return answer.choices().stream()
                .map(choice -> score(choice.text()))
                .min((one, other) -> Double.compare(one.value(), other.value()))
                .orElseGet(() -> new Score(0, "no answer"));
    }

    private static Score score(String text) {
        String start = text.substring(0, Math.min(BEGINNING, text.length()))
                .replace('\u2019', '\'')
                .toLowerCase(Locale.ROOT);
        if (GIVES_UP.stream().anyMatch(start::contains)) {
            return new Score(0, "gives up");
        }
        return DOUBTS.stream().anyMatch(start::contains) ? new Score(.5, "doubts") : new Score(1, "says no doubt");
    }

    /** Makes them. */
    @AutoService(Scorer.Factory.class)
    public static final class Factory implements Scorer.Factory {
        @Override
        public String name() {
            return "certain";
        }

        @Override
        public Scorer create(ExtensionContext context) {
            return new CertainScorer();
        }
    }
}
