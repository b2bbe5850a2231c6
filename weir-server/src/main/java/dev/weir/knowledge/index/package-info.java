/**
 * The search index of a knowledge base: words and vectors of every passage, in one Lucene directory.
 *
 * <p>A document enters {@link dev.weir.knowledge.index.KnowledgeIndex} as passages without vectors and can
 * be found by its words at the next refresh. The index itself is the list of what still waits for a vector:
 * such passages carry a mark, are taken in batches, and are written again with their vectors. Nothing is
 * queued elsewhere, so a crash forgets nothing, and a passage that was replaced meanwhile is left alone.
 *
 * <p>A search asks both arms, words (BM25) and meaning (HNSW over int8 vectors, rescored with the exact
 * ones), completes each candidate's missing score exactly, and joins them by {@link
 * dev.weir.knowledge.index.Fusion}. The {@link dev.weir.knowledge.index.SearchFilter} of a search is part
 * of both arms' queries, so a hidden passage takes no place in either list and leaves no trace in the scores' scale.
 *
 * <p>Calls block on the disk and on native memory; {@code dev.weir.knowledge.KnowledgeBase} runs them on
 * platform threads.
 */
@NullMarked
package dev.weir.knowledge.index;

import org.jspecify.annotations.NullMarked;
