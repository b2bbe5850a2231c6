package dev.weir.knowledge.chunker;

import com.google.auto.service.AutoService;
import dev.weir.spi.SettingException;
import dev.weir.spi.document.Chunk;
import dev.weir.spi.document.Chunker;
import dev.weir.spi.document.DocumentText;
import dev.weir.spi.document.Span;
import dev.weir.spi.document.TokenCounter;
import java.util.ArrayList;
import java.util.List;

/** Slides a window of so many tokens over the text, so that what one cut parts another chunk holds whole. */
public final class SlidingChunker implements Chunker {
    private final TokenCounter counter;
    private final Settings settings;

    private SlidingChunker(TokenCounter counter, Settings settings) {
        this.counter = counter;
        this.settings = settings;
    }

    @Override
    public List<Chunk> chunk(DocumentText document) {
        List<Atom> words = Words.of(document.text(), counter, settings.tokens());
        List<Chunk> chunks = new ArrayList<>();
        int start = 0;
        while (start < words.size()) {
            int end = Atom.reach(words, start, settings.tokens());
            Span span = Atom.span(words, start, end);
            chunks.add(Chunk.of(document, chunks.size(), span, document.headingsAt(span.start())));
            start = end == words.size() ? end : Math.min(end, Atom.reach(words, start, settings.step()));
        }
        return chunks;
    }

    /**
     * @param tokens the most a chunk has
     * @param step how many tokens further the next one starts, at most
     */
    public record Settings(int tokens, int step) {
        public Settings {
            Sizes.check("tokens", tokens);
            SettingException.require(
                    step >= Math.max(1, tokens / 8) && step <= tokens,
                    "step",
                    "must be an eighth of 'tokens' (" + tokens + ") to all of it, not " + step,
                    "Half of 'tokens' puts every word into two chunks.");
        }
    }

    /** {@code sliding}. */
    @AutoService(Chunker.Factory.class)
    @SuppressWarnings("rawtypes")
    public static final class Kind implements Chunker.Factory<Settings> {
        @Override
        public String name() {
            return "sliding";
        }

        @Override
        public String doc() {
            return "a window of so many tokens that moves on by a step";
        }

        @Override
        public Settings defaults() {
            return new Settings(RecursiveChunker.DEFAULT_TOKENS, RecursiveChunker.DEFAULT_TOKENS / 2);
        }

        @Override
        public Chunker create(Settings settings, Tools tools) {
            return new SlidingChunker(tools.tokens(), settings);
        }
    }
}
