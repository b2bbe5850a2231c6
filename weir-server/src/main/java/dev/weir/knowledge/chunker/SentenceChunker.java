package dev.weir.knowledge.chunker;

import com.google.auto.service.AutoService;
import dev.weir.spi.SettingException;
import dev.weir.spi.document.Chunk;
import dev.weir.spi.document.Chunker;
import dev.weir.spi.document.DocumentText;
import dev.weir.spi.document.Excerpt;
import dev.weir.spi.document.Section;
import dev.weir.spi.document.TokenCounter;
import java.util.ArrayList;
import java.util.List;

/** Each sentence is a passage of its own; what answers is the sentence with its neighbours in the same section. */
public final class SentenceChunker implements Chunker {
    private final TokenCounter counter;
    private final Settings settings;

    private SentenceChunker(TokenCounter counter, Settings settings) {
        this.counter = counter;
        this.settings = settings;
    }

    @Override
    public List<Chunk> chunk(DocumentText document) {
        List<Chunk> chunks = new ArrayList<>();
        for (Section section : document.sections()) {
            List<Atom> sentences = Atom.cut(document.text(), section.span(), counter, settings.tokens());
            for (int i = 0; i < sentences.size(); i++) {
                int from = Math.max(0, i - settings.window());
                int to = Math.min(sentences.size(), i + settings.window() + 1);
                Excerpt around = Excerpt.of(Atom.span(sentences, from, to), document.text());
                chunks.add(Chunk.of(document, chunks.size(), sentences.get(i).span(), section.headings())
                        .within(around));
            }
        }
        return chunks;
    }

    /**
     * @param tokens the most a sentence has; a longer one is cut
     * @param window sentences that go with it, before and after
     */
    public record Settings(int tokens, int window) {
        public Settings {
            Sizes.check("tokens", tokens);
            SettingException.require(
                    window >= 0 && window <= 20,
                    "window",
                    "must be 0 to 20 sentences on either side, not " + window,
                    "2 or 3 are usual.");
        }
    }

    /** {@code sentence_window}. */
    @AutoService(Chunker.Factory.class)
    @SuppressWarnings("rawtypes")
    public static final class Kind implements Chunker.Factory<Settings> {
        @Override
        public String name() {
            return "sentence_window";
        }

        @Override
        public String doc() {
            return "one sentence is matched, its neighbours answer with it";
        }

        @Override
        public Settings defaults() {
            return new Settings(RecursiveChunker.DEFAULT_TOKENS, 3);
        }

        @Override
        public Chunker create(Settings settings, Tools tools) {
            return new SentenceChunker(tools.tokens(), settings);
        }
    }
}
