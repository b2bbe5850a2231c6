/**
 * Knowledge bases: documents that answers are drawn from.
 *
 * <p>One {@link dev.weir.knowledge.KnowledgeEngine} per process owns what is dear, the embedding model and a
 * few platform threads, and opens {@link dev.weir.knowledge.KnowledgeBase}s, one directory each. The way of
 * a document: {@code document} reads its bytes and cuts them into passages; {@code index} makes the passages
 * findable by their words at once; vectors follow in the background, and searches take them into account as
 * they arrive. The way of a question: both arms of the index, fused; then {@code answer} quotes the
 * sentences that answer it, or says that the documents do not. {@code evaluation} measures all this on
 * judged questions, through the same code.
 *
 * <p>Who may read which document, a document's state and its full text are kept by the caller; the base
 * holds what searching needs.
 */
@NullMarked
package dev.weir.knowledge;

import org.jspecify.annotations.NullMarked;
