package dev.weir.knowledge.document;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts by structure: sections first, then paragraphs, sentences and words, each only where the larger unit
 * does not fit. Inside a section neighbouring chunks share their last and first sentences; a heading always
 * starts a new chunk, except that a heading with next to nothing under it stays with what follows it.
 */
public final class RecursiveChunker implements Chunker {
    /** Chosen on SciFact and the chunking evaluation; docs/knowledge.md has the figures. */
    public static final int DEFAULT_TOKENS = 200;

    public static final int DEFAULT_OVERLAP = 40;

    private final TokenCounter counter;
    private final int limit;
    private final int overlap;

    public RecursiveChunker(TokenCounter counter) {
        this(counter, DEFAULT_TOKENS, DEFAULT_OVERLAP);
    }

    /**
     * @param limit the most tokens of a chunk, at least 8
     * @param overlap the most tokens a chunk repeats from the one before, less than half the limit
     */
    public RecursiveChunker(TokenCounter counter, int limit, int overlap) {
        if (limit < 8 || overlap < 0 || overlap * 2 >= limit) {
            throw new IllegalArgumentException("chunks need at least 8 tokens and an overlap below half of that, not "
                    + limit + " and " + overlap);
        }
        this.counter = counter;
        this.limit = limit;
        this.overlap = overlap;
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
            chunks.add(new Chunk(
                    chunks.size(), span, span.of(document.text()), group.headings(), document.page(span.start())));
            start = end == atoms.size() ? end : startOfNext(atoms, start, end);
        }
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
