package dev.weir.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;

/** The numbered sources of an answer, each with the sentences that were quoted from it. */
final class Sources {
    private static final int LONGEST = 400;
    private final SequencedMap<Integer, List<JsonNode>> byNumber = new LinkedHashMap<>();
    private final String base;

    /**
     * @param number the member that holds what {@code [n]} refers to
     * @param base the member that holds the knowledge base's name
     */
    Sources(JsonNode citations, String number, String base) {
        this.base = base;
        citations.forEach(
                citation -> byNumber.computeIfAbsent(citation.path(number).asInt(0), ignored -> new ArrayList<>())
                        .add(citation));
    }

    void print(PrintWriter out) {
        if (byNumber.isEmpty()) {
            return;
        }
        out.println();
        out.println("sources");
        byNumber.forEach((number, citations) -> {
            out.println("  [" + number + "] " + place(citations.getFirst()));
            citations.stream()
                    .map(citation -> Shown.text(citation, "quote"))
                    .distinct()
                    .forEach(quote -> out.println("      \"" + shortened(quote) + "\""));
        });
    }

    private String place(JsonNode citation) {
        String heading = Shown.text(citation, "heading");
        String title = Shown.text(citation, "title");
        boolean repeated = heading.equals(title) || heading.startsWith(title + " › ");
        String named = repeated ? heading : heading.isEmpty() ? title : title + " › " + heading;
        String page = citation.path("page").isNumber()
                ? ", page " + citation.path("page").asInt(0)
                : "";
        return named + page + "   (" + Shown.text(citation, base) + "/" + Shown.text(citation, "document_id") + ")";
    }

    private static String shortened(String quote) {
        String line = quote.replaceAll("\\s+", " ").strip();
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
