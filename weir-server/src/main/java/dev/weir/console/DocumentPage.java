package dev.weir.console;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A document with its chunks over the text.
 *
 * @param pieces the text, cut wherever a chunk or the cited passage begins or ends
 */
public record DocumentPage(
        Shell shell,
        KnowledgeSource.Base base,
        KnowledgeSource.DocumentText text,
        List<Piece> pieces,
        boolean cited,
        boolean mayChange) {
    public DocumentPage {
        pieces = List.copyOf(pieces);
    }

    /**
     * @param begins the numbers, from 1, of the chunks that begin here
     * @param overlap whether more than one chunk holds it
     * @param cited whether it is what the reader came for
     * @param first whether it is the first piece of that
     */
    public record Piece(String text, List<Integer> begins, boolean overlap, boolean cited, boolean first) {}

    static List<Piece> pieces(KnowledgeSource.DocumentText document, int from, int to) {
        String text = document.text();
        TreeSet<Integer> cuts = new TreeSet<>(List.of(0, text.length()));
        document.chunks().forEach(chunk -> {
            cuts.add(within(chunk.start(), text));
            cuts.add(within(chunk.end(), text));
        });
        cuts.add(within(from, text));
        cuts.add(within(to, text));
        List<Integer> edges = List.copyOf(cuts);
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i + 1 < edges.size(); i++) {
            pieces.add(piece(document, edges.get(i), edges.get(i + 1), from, to));
        }
        return pieces;
    }

    private static Piece piece(KnowledgeSource.DocumentText document, int start, int end, int from, int to) {
        List<Integer> begins = new ArrayList<>();
        int holders = 0;
        for (int i = 0; i < document.chunks().size(); i++) {
            KnowledgeSource.Chunk chunk = document.chunks().get(i);
            if (chunk.start() == start) {
                begins.add(i + 1);
            }
            if (chunk.start() <= start && end <= chunk.end()) {
                holders++;
            }
        }
        boolean cited = from <= start && end <= to;
        return new Piece(document.text().substring(start, end), begins, holders > 1, cited, cited && start == from);
    }

    private static int within(int offset, String text) {
        return Math.clamp(offset, 0, text.length());
    }

    /** The chunk that a number in the margin names. */
    public KnowledgeSource.Chunk chunk(int number) {
        return text.chunks().get(number - 1);
    }
}
