package dev.weir.knowledge.chunker;

import com.google.auto.service.AutoService;
import dev.weir.spi.SettingException;
import dev.weir.spi.document.Chunk;
import dev.weir.spi.document.Chunker;
import dev.weir.spi.document.DocumentText;
import dev.weir.spi.document.TokenCounter;
import java.util.ArrayList;
import java.util.List;

/** Cuts by structure into parents and each of these into small children: a child is searched, its parent answers. */
public final class ParentChunker implements Chunker {
    private final TokenCounter counter;
    private final int limit;
    private final RecursiveChunker parents;

    private ParentChunker(TokenCounter counter, Settings settings) {
        this.counter = counter;
        this.limit = settings.tokens();
        this.parents = new RecursiveChunker(counter, settings.parent(), 0);
    }

    @Override
    public List<Chunk> chunk(DocumentText document) {
        List<Chunk> chunks = new ArrayList<>();
        for (Chunk parent : parents.chunk(document)) {
            List<Atom> atoms = Atom.cut(document.text(), parent.span(), counter, limit);
            int start = 0;
            while (start < atoms.size()) {
                int end = Atom.reach(atoms, start, limit);
                chunks.add(Chunk.of(document, chunks.size(), Atom.span(atoms, start, end), parent.headings())
                        .within(parent.context()));
                start = end;
            }
        }
        return chunks;
    }

    /**
     * @param tokens the most a child has
     * @param parent the most a parent has
     */
    public record Settings(int tokens, int parent) {
        public Settings {
            Sizes.check("tokens", tokens);
            Sizes.check("parent", parent);
            SettingException.require(
                    parent >= tokens,
                    "parent",
                    "must be at least 'tokens' (" + tokens + "), not " + parent,
                    "Four times 'tokens' is usual.");
        }
    }

    /** {@code parent_child}. */
    @AutoService(Chunker.Factory.class)
    @SuppressWarnings("rawtypes")
    public static final class Kind implements Chunker.Factory<Settings> {
        @Override
        public String name() {
            return "parent_child";
        }

        @Override
        public String doc() {
            return "small passages are searched, the larger one around them answers";
        }

        @Override
        public Settings defaults() {
            return new Settings(80, 320);
        }

        @Override
        public Chunker create(Settings settings, Tools tools) {
            return new ParentChunker(tools.tokens(), settings);
        }
    }
}
