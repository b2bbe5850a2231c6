/**
 * The ways of cutting a document into passages, one file each.
 *
 * <p>{@link dev.weir.knowledge.chunker.Chunkers} knows them and those of extensions by the names that a knowledge base's
 * settings use. All but the code chunker are packed from {@code Atom}s, sentences or words that are never too long by
 * themselves, so that the bound on a chunk's tokens holds for any text.
 */
@NullMarked
package dev.weir.knowledge.chunker;

import org.jspecify.annotations.NullMarked;
