/**
 * Documents as text, and the passages that they are cut into.
 *
 * <p>A {@link dev.weir.spi.document.DocumentText} is what is stored and shown, so every {@link
 * dev.weir.spi.document.Span} anywhere counts UTF-16 characters in it. A {@link dev.weir.spi.document.Chunker} cuts it
 * into {@link dev.weir.spi.document.Chunk}s. The passage that is searched and the one that answers need not be the same:
 * a chunk's {@link dev.weir.spi.document.Chunk#context} may be wider than itself.
 */
@NullMarked
package dev.weir.spi.document;

import org.jspecify.annotations.NullMarked;
