package dev.weir.spi.document;

import java.util.List;

/**
 * Cuts a document into passages. Thread-safe; gives the same cuts for the same text; called on a platform thread, where
 * it may compute for long but has nobody to wait for.
 *
 * <p>A chunker is one file: the class, a record of its settings, and a {@link Factory} that {@link
 * java.util.ServiceLoader} finds.
 *
 * <pre>{@code
 * public final class LineChunker implements Chunker {
 *     public record Settings(int lines) {
 *         public Settings {
 *             SettingException.require(lines > 0, "lines", "must be at least 1, not " + lines, "Try 20.");
 *         }
 *     }
 *
 *     @AutoService(Chunker.Factory.class)
 *     public static final class Kind implements Factory<Settings> {
 *         public String name() {
 *             return "lines";
 *         }
 *
 *         public String doc() {
 *             return "so many lines each";
 *         }
 *
 *         public Settings defaults() {
 *             return new Settings(20);
 *         }
 *
 *         public Chunker create(Settings settings, Tools tools) {
 *             return new LineChunker(settings.lines());
 *         }
 *     }
 * }
 * }</pre>
 */
@FunctionalInterface
public interface Chunker {
    /**
     * The chunks in the order of their starts, numbered from 0. Together they hold every character of the
     * text that is not white space; neighbours may overlap. A text of white space has no chunks.
     */
    List<Chunk> chunk(DocumentText document);

    /** What a chunker may measure with. Thread-safe. */
    interface Tools {
        /** Tokens as the knowledge base's embedding model counts them. */
        TokenCounter tokens();

        /** The vectors of some texts, in their order, each of length one; the same text has the same vector. */
        List<float[]> embed(List<String> texts);
    }

    /**
     * Makes chunkers of one kind; found by {@link java.util.ServiceLoader}, so that a jar on the class path with one
     * class and one service entry adds a kind.
     *
     * @param <C> its settings: a record of numbers, booleans and strings, written in JSON with small letters and
     *     underscores, that checks itself by {@link SettingException}
     */
    interface Factory<C extends Record> {
        /** The {@code kind} in a knowledge base's settings. */
        String name();

        /** How it cuts, in a few words for people. */
        String doc();

        /** The settings of one who sets nothing; what is set replaces single values of it. */
        C defaults();

        Chunker create(C settings, Tools tools);
    }
}
