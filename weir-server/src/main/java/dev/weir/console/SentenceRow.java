package dev.weir.console;

import dev.weir.spi.Exchange;
import dev.weir.spi.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A sentence of an answer with what its passages make of it, as the step {@code grounding} of the trace has it: places,
 * verdicts, scores and passages, whose words are the answer's and the documents'.
 *
 * @param score as it stands in the trace; empty where the sentence makes no claim
 * @param source the number of the passage that supports it best; empty if none does
 * @param link to that passage; null if none does
 */
public record SentenceRow(
        String text,
        String word,
        Mark mark,
        String tone,
        String score,
        String source,
        @Nullable Link link) {
    private static final String STEP = "grounding";
    private static final String VERDICTS = "weir.grounding.verdicts";
    private static final int PARTS = 4;

    /** In the order of the answer; empty if it was not judged. */
    static List<SentenceRow> of(Exchange exchange) {
        String verdicts = exchange.spans().stream()
                .filter(span -> span.name().equals(STEP))
                .map(Span::attributes)
                .map(attributes -> attributes.getOrDefault(VERDICTS, ""))
                .findFirst()
                .orElse("");
        List<SentenceRow> rows = new ArrayList<>();
        for (String verdict : verdicts.split("; ")) {
            String[] parts = verdict.split(" ");
            if (parts.length == PARTS) {
                row(exchange, parts).ifPresent(rows::add);
            }
        }
        return rows;
    }

    private static Optional<SentenceRow> row(Exchange exchange, String[] parts) {
        String answer = exchange.answer().text();
        int dash = parts[0].indexOf('-');
        int start = Integer.parseInt(parts[0].substring(0, dash));
        int end = Integer.parseInt(parts[0].substring(dash + 1));
        if (end > answer.length()) {
            return Optional.empty();
        }
        String score = parts[2].equals("-") ? "" : Figures.decimals(Double.parseDouble(parts[2]), 2);
        String source = parts[3].equals("-") ? "" : parts[3];
        Link link = source.isEmpty() ? null : passage(exchange, Integer.parseInt(source));
        String text = answer.substring(start, end);
        return Optional.of(
                switch (parts[1]) {
                    case "supported" -> new SentenceRow(text, "Supported", Mark.OK, "ok", score, source, link);
                    case "partly" -> new SentenceRow(text, "Partly", Mark.WARN, "warn", score, source, link);
                    case "unsupported" -> new SentenceRow(text, "Not supported", Mark.BAD, "bad", score, source, link);
                    default -> new SentenceRow(text, "No claim", Mark.IDLE, "", score, source, link);
                });
    }

    /** A model that cites by itself counts its citations, any other one the passages that it was given. */
    private static @Nullable Link passage(Exchange exchange, int number) {
        boolean byItself =
                exchange.target() != null && exchange.target().provider().equals("weir");
        return byItself
                ? exchange.citations().stream()
                        .filter(citation -> citation.number() == number)
                        .map(found ->
                                Link.passage(found.knowledgeBase(), found.documentId(), found.start(), found.end()))
                        .findFirst()
                        .orElse(null)
                : exchange.passages().stream()
                        .filter(passage -> passage.number() == number)
                        .map(found ->
                                Link.passage(found.knowledgeBase(), found.documentId(), found.start(), found.end()))
                        .findFirst()
                        .orElse(null);
    }
}
