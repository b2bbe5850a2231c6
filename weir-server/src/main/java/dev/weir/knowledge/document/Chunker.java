package dev.weir.knowledge.document;

import java.util.List;

/** Cuts a document into passages. Implementations are thread-safe and give the same cuts for the same text. */
@FunctionalInterface
public interface Chunker {
    /**
     * The chunks in the order of their starts, numbered from 0. Together they hold every character of the
     * text that is not white space; neighbours may overlap. A text of white space has no chunks.
     */
    List<Chunk> chunk(DocumentText document);
}
