package dev.weir.knowledge.answer;

import dev.weir.spi.document.Span;
import java.util.List;

/** What could be quoted in answer to a question. */
public sealed interface ExtractiveAnswer {
    /** How sure it is that the passages answer the question, 0 to 1. */
    double confidence();

    /**
     * Sentences in reading order: by document as they were ranked, then by place.
     *
     * @param quotes 1 to 4, none empty, none twice
     */
    record Answered(List<Quote> quotes, double confidence) implements ExtractiveAnswer {
        public Answered {
            quotes = List.copyOf(quotes);
        }

        /** The quotes with their citation marks, one after the other; line breaks inside a quote become spaces. */
        public String text() {
            StringBuilder text = new StringBuilder();
            for (Quote quote : quotes) {
                text.append(text.isEmpty() ? "" : " ")
                        .append(quote.text().replaceAll("\\s+", " "))
                        .append(" [")
                        .append(quote.citation())
                        .append(']');
            }
            return text.toString();
        }
    }

    /** The passages do not hold an answer, as far as can be told. */
    record NotInDocuments(double confidence) implements ExtractiveAnswer {}

    /**
     * A sentence of a document.
     *
     * @param citation the number of its source among this answer's, from 1; a passage has one number
     * @param passage which of the passages given it was taken from, from 0
     * @param documentId the document that passage belongs to
     * @param span where the text stands in the document
     * @param text exactly the text of that span
     */
    record Quote(int citation, int passage, String documentId, Span span, String text) {}
}
