package dev.weir.knowledge.chunker;

import com.google.auto.service.AutoService;
import dev.weir.spi.SettingException;
import dev.weir.spi.document.Chunk;
import dev.weir.spi.document.Chunker;
import dev.weir.spi.document.DocumentText;
import dev.weir.spi.document.Excerpt;
import dev.weir.spi.document.Section;
import dev.weir.spi.document.Span;
import dev.weir.spi.document.TokenCounter;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts by structure: sections first, then paragraphs, sentences and words, each only where the larger unit
 * does not fit. Inside a section neighbouring chunks share their last and first sentences; a heading always
 * starts a new chunk, except that a heading with next to nothing under it stays with what follows it. What is
 * put before a model is a chunk with the sentences on either side of it.
 */
public final class RecursiveChunker implements Chunker {
    /** Chosen on SciFact and the chunking evaluation; docs/knowledge.md has the figures. */
    public static final int DEFAULT_TOKENS = 200;

    public static final int DEFAULT_OVERLAP = 40;

    public static final int DEFAULT_CONTEXT = 50;

    private final TokenCounter counter;
    private final int limit;
    private final int overlap;
    private final int context;

    public RecursiveChunker(TokenCounter counter) {
        this(counter, new Settings(DEFAULT_TOKENS, DEFAULT_OVERLAP, DEFAULT_CONTEXT));
    }

    /**
     * Chunks that are their own context.
     *
     * @param limit the most tokens of a chunk, at least 8
     * @param overlap the most tokens a chunk repeats from the one before, less than half the limit
     */
    public RecursiveChunker(TokenCounter counter, int limit, int overlap) {
        this(counter, new Settings(limit, overlap, 0));
    }

    private RecursiveChunker(TokenCounter counter, Settings settings) {
        this.counter = counter;
        this.limit = settings.tokens();
        this.overlap = settings.overlap();
        this.context = settings.context();
    }

    /**
     * @param tokens the most a chunk has
     * @param overlap the most it repeats from the one before
     * @param context the most tokens of its neighbours, on either side, that are put before a model with it
     */
    public record Settings(int tokens, int overlap, int context) {
        public Settings {
            Sizes.check("tokens", tokens);
            SettingException.require(
                    context >= 0 && context <= 4_000,
                    "context",
                    "must be 0 to 4000, not " + context,
                    "A quarter of 'tokens' is usual.");
            SettingException.require(
                    overlap >= 0 && overlap * 2 < tokens,
                    "overlap",
                    "must be at least 0 and less than half of 'tokens' (" + tokens + "), not " + overlap,
                    "A fifth of 'tokens' is usual.");
        }
    }

    /** {@code recursive}. */
    @AutoService(Chunker.Factory.class)
    @SuppressWarnings("rawtypes")
    public static final class Kind implements Chunker.Factory<Settings> {
        @Override
        public String name() {
            return "recursive";
        }

        @Override
        public String doc() {
            return "by structure: sections, then paragraphs, sentences and words";
        }

        @Override
        public Settings defaults() {
            return new Settings(DEFAULT_TOKENS, DEFAULT_OVERLAP, DEFAULT_CONTEXT);
        }

        @Override
        public Chunker create(Settings settings, Tools tools) {
            return new RecursiveChunker(tools.tokens(), settings);
        }
    }

    /** Atoms under one heading, or under several where the first have hardly any text. */
    private record Group(List<String> headings, int level, List<Atom> atoms, boolean bare) {
        int tokens() {
            return atoms.stream().mapToInt(Atom::tokens).sum();
        }

        Group with(Group next) {
            List<Atom> all = new ArrayList<>(atoms);
            all.addAll(next.atoms);
            List<String> larger = next.tokens() >= tokens() ? next.headings : headings;
            return new Group(larger, Math.min(level, next.level), all, bare && next.bare);
        }
    }

    @Override
    public List<Chunk> chunk(DocumentText document) {
        List<Chunk> chunks = new ArrayList<>();
        for (Group group : groups(document)) {
            pack(document, group, chunks);
        }
        return chunks;
    }

    private List<Group> groups(DocumentText document) {
        List<Group> groups = new ArrayList<>();
        for (Section section : document.sections()) {
            Group next = group(document.text(), section);
            if (!groups.isEmpty() && belongsTogether(groups.getLast(), next)) {
                groups.addLast(groups.removeLast().with(next));
            } else if (!next.atoms().isEmpty()) {
                groups.add(next);
            }
        }
        return groups;
    }

    private Group group(String text, Section section) {
        List<Atom> atoms = Atom.cut(text, section.span(), counter, limit);
        boolean bare = section.level() > 0 && atoms.size() <= 1;
        return new Group(section.headings(), section.level(), atoms, bare);
    }

    private boolean belongsTogether(Group group, Group next) {
        boolean slight = group.bare() || (group.tokens() < limit / 5 && next.level() > group.level());
        return slight && group.tokens() + next.tokens() <= limit;
    }

    private void pack(DocumentText document, Group group, List<Chunk> chunks) {
        List<Atom> atoms = group.atoms();
        int start = 0;
        while (start < atoms.size()) {
            int end = endOfChunk(atoms, start);
            Span span = new Span(
                    atoms.get(start).span().start(), atoms.get(end - 1).span().end());
            chunks.add(Chunk.of(document, chunks.size(), span, group.headings())
                    .within(Excerpt.of(around(atoms, start, end), document.text())));
            start = end == atoms.size() ? end : startOfNext(atoms, start, end);
        }
    }

    private Span around(List<Atom> atoms, int start, int end) {
        int from = start;
        for (int room = context; from > 0 && atoms.get(from - 1).tokens() <= room; from--) {
            room -= atoms.get(from - 1).tokens();
        }
        int to = end;
        for (int room = context; to < atoms.size() && atoms.get(to).tokens() <= room; to++) {
            room -= atoms.get(to).tokens();
        }
        return new Span(atoms.get(from).span().start(), atoms.get(to - 1).span().end());
    }

    /** As many atoms as fit, cut back to the last blank line if that leaves the chunk at least half full. */
    private int endOfChunk(List<Atom> atoms, int start) {
        int tokens = atoms.get(start).tokens();
        int end = start + 1;
        int paragraph = atoms.get(start).endsParagraph() && tokens * 2 >= limit ? end : 0;
        while (end < atoms.size() && tokens + atoms.get(end).tokens() <= limit) {
            tokens += atoms.get(end).tokens();
            end++;
            paragraph = atoms.get(end - 1).endsParagraph() && tokens * 2 >= limit ? end : paragraph;
        }
        return end < atoms.size() && paragraph > 0 ? paragraph : end;
    }

    /** Steps back over whole atoms, so far as the overlap allows and the next new atom still fits behind them. */
    private int startOfNext(List<Atom> atoms, int start, int end) {
        int room = Math.min(overlap, limit - atoms.get(end).tokens());
        int next = end;
        while (next - 1 > start && atoms.get(next - 1).tokens() <= room) {
            next--;
            room -= atoms.get(next).tokens();
        }
        return next;
    }
}
