/**
 * From the bytes of a file to the passages that are indexed.
 *
 * <p>{@link dev.weir.knowledge.document.DocumentReader} looks at a file's name and at its content and
 * either reads it or refuses it with a reason for the person who sent it. What it reads is a {@link
 * dev.weir.spi.document.DocumentText}: plain text plus the sections that its headings make. That
 * text is what is stored and shown, so every {@link dev.weir.spi.document.Span} anywhere counts
 * UTF-16 characters in it. A {@link dev.weir.spi.document.Chunker} cuts it into {@link
 * dev.weir.spi.document.Chunk}s, whose text is always the exact substring of their span.
 *
 * <p>Nothing here knows of indexes or models; the size of a chunk is counted by whatever {@link
 * dev.weir.spi.document.TokenCounter} is handed in.
 */
@NullMarked
package dev.weir.knowledge.document;

import org.jspecify.annotations.NullMarked;
