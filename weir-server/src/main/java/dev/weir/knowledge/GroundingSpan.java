package dev.weir.knowledge;

import dev.weir.spi.Grounded;
import dev.weir.spi.Grounded.Sentence;
import dev.weir.spi.Grounded.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the step {@code grounding} of a trace says. It holds places in the answer and no words of it: the steps of a trace
 * are readable, its texts are sealed.
 */
final class GroundingSpan {
    private static final String PREFIX = "weir.grounding.";
    private static final int MOST = 200;

    private GroundingSpan() {}

    static Map<String, String> attributes(Grounded grounded) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put(PREFIX + "policy", grounded.policy().wire());
        attributes.put(PREFIX + "action", grounded.action().wire());
        attributes.put(PREFIX + "threshold", shown(grounded.threshold()));
        for (Verdict verdict : Verdict.values()) {
            long count = grounded.sentences().stream()
                    .filter(sentence -> sentence.verdict() == verdict)
                    .count();
            attributes.put(PREFIX + verdict.wire(), Long.toString(count));
        }
        attributes.put(PREFIX + "objected", Integer.toString(grounded.objected()));
        attributes.put(
                PREFIX + "conflicts", Integer.toString(grounded.conflicts().size()));
        long faults = grounded.sentences().stream()
                .mapToLong(sentence -> sentence.faults().size())
                .sum();
        attributes.put(PREFIX + "faults", Long.toString(faults));
        Double confidence = grounded.confidence();
        if (confidence != null) {
            attributes.put(PREFIX + "confidence", shown(confidence));
        }
        attributes.put(PREFIX + "verdicts", verdicts(grounded.sentences()));
        return attributes;
    }

    /** Each sentence's place, verdict, score and best passage: {@code 0-41 supported 0.9312 2}. */
    private static String verdicts(List<Sentence> sentences) {
        return sentences.stream().limit(MOST).map(GroundingSpan::verdict).collect(Collectors.joining("; "));
    }

    private static String verdict(Sentence sentence) {
        Double score = sentence.score();
        return sentence.start() + "-" + sentence.end() + " "
                + sentence.verdict().wire() + " "
                + (score == null ? "-" : shown(score)) + " "
                + (sentence.source() == null ? "-" : sentence.source());
    }

    private static String shown(double number) {
        return String.format(Locale.ROOT, "%.4f", number);
    }
}
