package dev.weir.knowledge.chunker;

import com.google.auto.service.AutoService;
import dev.weir.spi.SettingException;
import dev.weir.spi.document.Chunk;
import dev.weir.spi.document.Chunker;
import dev.weir.spi.document.DocumentText;
import dev.weir.spi.document.Section;
import dev.weir.spi.document.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts where the subject changes. Between each two sentences of a section lies a gap: one minus the cosine of the mean
 * vectors of the two sentences before it and the two after it. A chunk ends at the widest gap that its size allows, and
 * the rest of a section that would fit stays together unless there is a gap in it that is wide for this document.
 *
 * <p>Breakpoints by percentile are Greg Kamradt's ("5 Levels of Text Splitting", 2024); there they alone decide, and
 * chunks may grow without bound. Every sentence is embedded once while a document is cut, which makes this the slowest
 * way of cutting.
 */
public final class SemanticChunker implements Chunker {
    private static final int AROUND = 2;

    /** Sentences whose vectors are in memory together. */
    private static final int BATCH = 64;

    private final Tools tools;
    private final Settings settings;

    private SemanticChunker(Tools tools, Settings settings) {
        this.tools = tools;
        this.settings = settings;
    }

    private record Part(Section section, List<Atom> sentences, float[] gaps) {}

    @Override
    public List<Chunk> chunk(DocumentText document) {
        List<Part> parts = new ArrayList<>();
        for (Section section : document.sections()) {
            List<Atom> sentences = Atom.cut(document.text(), section.span(), tools.tokens(), settings.tokens());
            parts.add(new Part(section, sentences, gaps(document.text(), sentences)));
        }
        float wide = wide(parts);
        List<Chunk> chunks = new ArrayList<>();
        for (Part part : parts) {
            pack(document, part, wide, chunks);
        }
        return chunks;
    }

    /** The gap before each sentence; none before the first. */
    private float[] gaps(String text, List<Atom> sentences) {
        float[] gaps = new float[sentences.size()];
        for (int from = 1; from < gaps.length; from += BATCH) {
            int to = Math.min(gaps.length, from + BATCH);
            int first = Math.max(0, from - AROUND);
            int last = Math.min(gaps.length, to + AROUND - 1);
            List<float[]> vectors = tools.embed(sentences.subList(first, last).stream()
                    .map(sentence -> sentence.span().of(text))
                    .toList());
            for (int i = from; i < to; i++) {
                gaps[i] = gap(vectors, i - first);
            }
        }
        return gaps;
    }

    private static float gap(List<float[]> vectors, int at) {
        float[] before = sum(vectors.subList(Math.max(0, at - AROUND), at));
        float[] after = sum(vectors.subList(at, Math.min(vectors.size(), at + AROUND)));
        double lengths = Math.sqrt(dot(before, before) * dot(after, after));
        return lengths == 0 ? 0 : (float) (1 - dot(before, after) / lengths);
    }

    private static float[] sum(List<float[]> vectors) {
        float[] sum = new float[vectors.getFirst().length];
        for (float[] vector : vectors) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += vector[i];
            }
        }
        return sum;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    /** What only the widest gaps of the document exceed. */
    private float wide(List<Part> parts) {
        int count = parts.stream()
                .mapToInt(part -> Math.max(0, part.gaps.length - 1))
                .sum();
        float[] all = new float[count];
        int at = 0;
        for (Part part : parts) {
            if (part.gaps.length > 1) {
                System.arraycopy(part.gaps, 1, all, at, part.gaps.length - 1);
                at += part.gaps.length - 1;
            }
        }
        Arrays.sort(all);
        return count == 0 ? 0 : all[Math.min(count - 1, count * settings.percentile() / 100)];
    }

    private void pack(DocumentText document, Part part, float wide, List<Chunk> chunks) {
        int start = 0;
        while (start < part.sentences.size()) {
            int end = end(part, start, wide);
            Span span = Atom.span(part.sentences, start, end);
            chunks.add(Chunk.of(document, chunks.size(), span, part.section.headings()));
            start = end;
        }
    }

    private int end(Part part, int start, float wide) {
        int reach = Atom.reach(part.sentences, start, settings.tokens());
        boolean rest = reach == part.sentences.size();
        int best = rest ? reach : 0;
        int tokens = 0;
        for (int end = start + 1; end <= reach && end < part.sentences.size(); end++) {
            tokens += part.sentences.get(end - 1).tokens();
            boolean counts = tokens >= settings.least() && (!rest || part.gaps[end] > wide);
            boolean wider = best == 0 || best == part.sentences.size() || part.gaps[end] >= part.gaps[best];
            best = counts && wider ? end : best;
        }
        return best == 0 ? reach : best;
    }

    /**
     * @param tokens the most a chunk has
     * @param least the fewest, except at the end of a section
     * @param percentile of the document's gaps: one above it parts what would fit together
     */
    public record Settings(int tokens, int least, int percentile) {
        public Settings {
            Sizes.check("tokens", tokens);
            SettingException.require(
                    least >= 0 && least <= tokens / 2,
                    "least",
                    "must be 0 to half of 'tokens' (" + tokens + "), not " + least,
                    "A quarter of 'tokens' is usual.");
            SettingException.require(
                    percentile >= 50 && percentile <= 100,
                    "percentile",
                    "must be 50 to 100, not " + percentile,
                    "90 parts at one gap in ten; 100 parts only what does not fit.");
        }
    }

    /** {@code semantic}. */
    @AutoService(Chunker.Factory.class)
    @SuppressWarnings("rawtypes")
    public static final class Kind implements Chunker.Factory<Settings> {
        @Override
        public String name() {
            return "semantic";
        }

        @Override
        public String doc() {
            return "where the subject changes, as embeddings of the sentences see it";
        }

        @Override
        public Settings defaults() {
            return new Settings(RecursiveChunker.DEFAULT_TOKENS, 50, 90);
        }

        @Override
        public Chunker create(Settings settings, Tools tools) {
            return new SemanticChunker(tools, settings);
        }
    }
}
