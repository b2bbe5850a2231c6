package dev.weir.knowledge.evaluation;

import dev.weir.spi.document.Span;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * How what was found covers what was wanted, in characters, each counted once however often it was found. The measures
 * are those of Smith and Troynikov, "Evaluating Chunking Strategies for Retrieval" (Chroma, 2024), who count what was
 * found twice twice.
 *
 * @param common characters found and wanted
 */
public record Overlap(long found, long wanted, long common) {
    /** Of one question; spans by document. */
    static Overlap of(Map<String, List<Span>> found, Map<String, List<Span>> wanted) {
        long common = 0;
        for (Map.Entry<String, List<Span>> document : wanted.entrySet()) {
            BitSet both = bits(document.getValue());
            both.and(bits(found.getOrDefault(document.getKey(), List.of())));
            common += both.cardinality();
        }
        return new Overlap(count(found), count(wanted), common);
    }

    private static long count(Map<String, List<Span>> spans) {
        return spans.values().stream()
                .mapToLong(each -> bits(each).cardinality())
                .sum();
    }

    private static BitSet bits(List<Span> spans) {
        BitSet bits = new BitSet();
        spans.forEach(span -> bits.set(span.start(), span.end()));
        return bits;
    }

    /** The share of the wanted that was found. */
    public double recall() {
        return wanted == 0 ? 0 : (double) common / wanted;
    }

    /** The share of the found that was wanted. */
    public double precision() {
        return found == 0 ? 0 : (double) common / found;
    }

    /** Intersection over union. */
    public double iou() {
        return found + wanted == 0 ? 0 : (double) common / (found + wanted - common);
    }
}
