package dev.weir.knowledge.chunker;

import com.google.auto.service.AutoService;
import dev.weir.spi.document.Chunk;
import dev.weir.spi.document.Chunker;
import dev.weir.spi.document.DocumentText;
import dev.weir.spi.document.Span;
import dev.weir.spi.document.TokenCounter;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts source code between declarations, by indentation: what is indented deeper belongs to the line above it, and
 * comments, annotations and decorators belong to the line below them. Neighbours that fit share a chunk; a declaration
 * that does not fit is cut between the parts of its body. The first lines of the declarations around a chunk become its
 * headings, so that a method is found by its class's name.
 *
 * <p>Indentation is the same sign in Java, Python, JavaScript, TypeScript, Go and C, and needs no grammar and no native
 * parser that would read foreign files in this process. Code that is not indented is cut between lines.
 */
public final class CodeChunker implements Chunker {
    private static final int DEEPEST = 24;
    private static final int TAB = 4;
    private static final int LONGEST_HEADING = 100;
    private static final List<String> LEADING = List.of("//", "#", "/*", "*", "--", "@", "\"\"\"", "'''", ";;");

    private final TokenCounter counter;
    private final int limit;

    private CodeChunker(TokenCounter counter, int limit) {
        this.counter = counter;
        this.limit = limit;
    }

    /**
     * A line that is not blank.
     *
     * @param closes whether it ends what was begun above it
     * @param leads whether it is about what is below it
     */
    private record Line(Span span, int tokens, int indent, boolean closes, boolean leads, boolean afterBlank) {}

    @Override
    public List<Chunk> chunk(DocumentText document) {
        Cut cut = new Cut(document, lines(document.text()));
        cut.range(0, cut.lines.size(), List.of(), 0);
        return cut.chunks;
    }

    private List<Line> lines(String text) {
        List<Line> lines = new ArrayList<>();
        boolean blank = false;
        for (int start = 0; start < text.length(); ) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline;
            Span span = new Span(start, end).trim(text);
            if (!span.isEmpty()) {
                lines.add(line(text, start, span, blank));
            }
            blank = span.isEmpty();
            start = end + 1;
        }
        return lines;
    }

    private Line line(String text, int start, Span span, boolean afterBlank) {
        String said = span.of(text);
        boolean closes = "})]".indexOf(said.charAt(0)) >= 0 || said.equals("end") || said.startsWith("end;");
        return new Line(
                span, Atom.size(said, counter), indent(text, start, span.start()), closes, leads(said), afterBlank);
    }

    private static int indent(String text, int from, int to) {
        int indent = 0;
        for (int i = from; i < to; i++) {
            indent += text.charAt(i) == '\t' ? TAB : 1;
        }
        return indent;
    }

    private static boolean leads(String said) {
        return LEADING.stream().anyMatch(said::startsWith) && !said.startsWith("#include");
    }

    /** The cutting of one document. */
    private final class Cut {
        private final DocumentText document;
        private final List<Line> lines;
        private final List<Chunk> chunks = new ArrayList<>();

        Cut(DocumentText document, List<Line> lines) {
            this.document = document;
            this.lines = lines;
        }

        void range(int from, int to, List<String> path, int depth) {
            if (from == to) {
                return;
            }
            if (tokens(from, to) <= limit) {
                add(
                        new Span(
                                lines.get(from).span.start(),
                                lines.get(to - 1).span.end()),
                        path);
            } else if (to - from == 1) {
                longLine(lines.get(from), path);
            } else {
                parts(from, to, path, depth);
            }
        }

        /** Joins neighbouring parts that fit, and cuts those that do not fit by themselves. */
        private void parts(int from, int to, List<String> path, int depth) {
            List<Integer> starts = starts(from, to, depth);
            boolean inside = starts.size() == 1;
            List<String> inner = inside ? with(path, from) : path;
            List<Integer> cuts = inside ? bodyStarts(from, to, depth) : starts;
            int start = from;
            int tokens = 0;
            for (int i = 0; i < cuts.size(); i++) {
                int end = i + 1 < cuts.size() ? cuts.get(i + 1) : to;
                int more = tokens(cuts.get(i), end);
                if (tokens > 0 && tokens + more > limit) {
                    range(start, cuts.get(i), start == from ? path : inner, depth + 1);
                    start = cuts.get(i);
                    tokens = 0;
                }
                tokens += more;
            }
            range(start, to, start == from ? path : inner, depth + 1);
        }

        private int tokens(int from, int to) {
            int tokens = 0;
            for (int i = from; i < to; i++) {
                tokens += lines.get(i).tokens;
            }
            return tokens;
        }

        /** Where the outermost declarations of a stretch begin; its first line always does. */
        private List<Integer> starts(int from, int to, int depth) {
            int least = Integer.MAX_VALUE;
            for (int i = from; i < to; i++) {
                least = Math.min(least, lines.get(i).indent);
            }
            List<Integer> starts = new ArrayList<>(List.of(from));
            for (int i = from + 1; i < to; i++) {
                if (depth >= DEEPEST || (lines.get(i).indent == least && begins(i))) {
                    starts.add(i);
                }
            }
            return starts;
        }

        private boolean begins(int i) {
            Line line = lines.get(i);
            return !line.closes && (line.afterBlank || !lines.get(i - 1).leads);
        }

        /** Where the parts of a declaration's body begin, after the lines that announce it. */
        private List<Integer> bodyStarts(int from, int to, int depth) {
            int body = from + 1;
            while (body < to && lines.get(body).indent <= lines.get(from).indent) {
                body++;
            }
            List<Integer> starts = new ArrayList<>(List.of(from));
            starts.addAll(body == to ? every(from + 1, to) : starts(body, bodyEnd(body, to), depth));
            return starts;
        }

        private int bodyEnd(int body, int to) {
            int end = to;
            while (end > body + 1 && lines.get(end - 1).closes) {
                end--;
            }
            return end;
        }

        private static List<Integer> every(int from, int to) {
            List<Integer> all = new ArrayList<>();
            for (int i = from; i < to; i++) {
                all.add(i);
            }
            return all;
        }

        private List<String> with(List<String> path, int from) {
            int name = from;
            while (name + 1 < lines.size() && lines.get(name).leads) {
                name++;
            }
            String said = lines.get(name).span.of(document.text());
            List<String> longer = new ArrayList<>(path);
            longer.add(said.length() > LONGEST_HEADING ? said.substring(0, LONGEST_HEADING) : said);
            return longer;
        }

        private void longLine(Line line, List<String> path) {
            List<Atom> atoms = new ArrayList<>();
            Atom.halve(document.text(), line.span, counter, limit, true, atoms);
            atoms.forEach(atom -> add(atom.span(), path));
        }

        private void add(Span span, List<String> path) {
            List<String> headings = new ArrayList<>(document.headingsAt(span.start()));
            headings.addAll(path);
            chunks.add(Chunk.of(document, chunks.size(), span, headings));
        }
    }

    /**
     * @param tokens the most a chunk has
     */
    public record Settings(int tokens) {
        public Settings {
            Sizes.check("tokens", tokens);
        }
    }

    /** {@code code}. */
    @AutoService(Chunker.Factory.class)
    @SuppressWarnings("rawtypes")
    public static final class Kind implements Chunker.Factory<Settings> {
        @Override
        public String name() {
            return "code";
        }

        @Override
        public String doc() {
            return "source code between declarations, by indentation";
        }

        @Override
        public Settings defaults() {
            return new Settings(RecursiveChunker.DEFAULT_TOKENS);
        }

        @Override
        public Chunker create(Settings settings, Tools tools) {
            return new CodeChunker(tools.tokens(), settings.tokens());
        }
    }
}
