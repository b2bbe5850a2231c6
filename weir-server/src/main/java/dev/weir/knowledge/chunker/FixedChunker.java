package dev.weir.knowledge.chunker;

import com.google.auto.service.AutoService;
import dev.weir.spi.document.Chunk;
import dev.weir.spi.document.Chunker;
import dev.weir.spi.document.DocumentText;
import dev.weir.spi.document.Span;
import dev.weir.spi.document.TokenCounter;
import java.util.ArrayList;
import java.util.List;

/** Cuts after so many tokens, between words, whatever the text says there. */
public final class FixedChunker implements Chunker {
    private final TokenCounter counter;
    private final int limit;

    private FixedChunker(TokenCounter counter, int limit) {
        this.counter = counter;
        this.limit = limit;
    }

    @Override
    public List<Chunk> chunk(DocumentText document) {
        List<Atom> words = Words.of(document.text(), counter, limit);
        List<Chunk> chunks = new ArrayList<>();
        int start = 0;
        while (start < words.size()) {
            int end = Atom.reach(words, start, limit);
            Span span = Atom.span(words, start, end);
            chunks.add(Chunk.of(document, chunks.size(), span, document.headingsAt(span.start())));
            start = end;
        }
        return chunks;
    }

    /**
     * @param tokens the most a chunk has; all but the last have nearly as many
     */
    public record Settings(int tokens) {
        public Settings {
            Sizes.check("tokens", tokens);
        }
    }

    /** {@code fixed}. */
    @AutoService(Chunker.Factory.class)
    @SuppressWarnings("rawtypes")
    public static final class Kind implements Chunker.Factory<Settings> {
        @Override
        public String name() {
            return "fixed";
        }

        @Override
        public String doc() {
            return "after so many tokens, without regard to structure";
        }

        @Override
        public Settings defaults() {
            return new Settings(RecursiveChunker.DEFAULT_TOKENS);
        }

        @Override
        public Chunker create(Settings settings, Tools tools) {
            return new FixedChunker(tools.tokens(), settings.tokens());
        }
    }
}
