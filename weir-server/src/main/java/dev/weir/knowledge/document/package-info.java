/**
 * From the bytes of a plain file to its text.
 *
 * <p>{@link dev.weir.knowledge.document.DocumentReader} looks at a file's name and at its content and
 * either reads it (text, Markdown, HTML) or refuses it with a reason for the person who sent it; other formats are read
 * in {@code dev.weir.knowledge.parser}. What it reads is a {@link
 * dev.weir.spi.document.DocumentText}: plain text plus the sections that its headings make. That
 * text is what is stored and shown, so every {@link dev.weir.spi.document.Span} anywhere counts
 * UTF-16 characters in it. {@code dev.weir.knowledge.chunker} cuts it.
 */
@NullMarked
package dev.weir.knowledge.document;

import org.jspecify.annotations.NullMarked;
