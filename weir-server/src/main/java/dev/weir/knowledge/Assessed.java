package dev.weir.knowledge;

import dev.weir.knowledge.grounding.SupportModel;
import dev.weir.spi.Citation;
import dev.weir.spi.Grounded.Sentence;
import dev.weir.spi.Grounded.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An answer in the pieces that were judged; put together they are the answer. */
record Assessed(List<Part> parts) {
    /** Stands where no sentence with a claim is left. */
    static final String LEFT_OUT = "The documents do not support what was to be said here, so it was left out.";

    Assessed {
        parts = List.copyOf(parts);
    }

    /**
     * A sentence with the white space around it.
     *
     * @param sentence null where there is only white space
     */
    record Part(String text, @Nullable Sentence sentence) {
        boolean isUnsupported() {
            return sentence != null && sentence.verdict() == Verdict.UNSUPPORTED;
        }

        boolean isClaim() {
            return sentence != null && sentence.verdict() != Verdict.NO_CLAIM;
        }
    }

    /** An answer that is nothing but quotations, each with its mark; empty if it is any other one. */
    static Optional<Assessed> ofQuotations(String answer, List<Citation> citations) {
        List<Part> parts = new ArrayList<>();
        int at = 0;
        for (Citation citation : citations) {
            String text = citation.quote().strip().replaceAll("\\s+", " ") + " [" + citation.number() + "]";
            if (!answer.startsWith(text, at)) {
                return Optional.empty();
            }
            int end = Math.min(answer.length(), at + text.length() + 1);
            parts.add(new Part(answer.substring(at, end), quotation(text, at, citation.number())));
            at = end;
        }
        return parts.isEmpty() || at < answer.length() ? Optional.empty() : Optional.of(new Assessed(parts));
    }

    private static Sentence quotation(String text, int at, int number) {
        return new Sentence(
                at,
                at + text.length(),
                text,
                Verdict.SUPPORTED,
                SupportModel.COPY,
                List.of(number),
                number,
                List.of(),
                false);
    }

    List<Sentence> sentences() {
        return parts.stream().map(Part::sentence).filter(Objects::nonNull).toList();
    }

    List<Sentence> unsupported() {
        return sentences().stream()
                .filter(sentence -> sentence.verdict() == Verdict.UNSUPPORTED)
                .toList();
    }

    String text() {
        return parts.stream().map(Part::text).collect(Collectors.joining());
    }

    /** Without the sentences that are not supported; if they were all that was said, that is said. */
    Assessed withoutUnsupported() {
        List<Part> kept = new ArrayList<>();
        int at = 0;
        int removed = 0;
        for (Part part : parts) {
            if (part.isUnsupported()) {
                removed += part.text().length();
            } else {
                Sentence sentence = part.sentence();
                kept.add(new Part(part.text(), sentence == null ? null : sentence.shifted(-removed)));
                at += part.text().length();
            }
        }
        if (removed > 0 && kept.stream().noneMatch(Part::isClaim)) {
            kept.add(said(LEFT_OUT, at));
        }
        return new Assessed(kept);
    }

    /** A sentence of Weir's own. */
    static Part said(String text, int at) {
        return new Part(
                text,
                new Sentence(at, at + text.length(), text, Verdict.NO_CLAIM, null, List.of(), null, List.of(), false));
    }
}
