/**
 * Knowledge bases: documents that answers are drawn from.
 *
 * <p>One {@link dev.weir.knowledge.KnowledgeEngine} per process owns what is dear, the embedding models and a
 * few platform threads, and opens {@link dev.weir.knowledge.KnowledgeBase}s, one directory each. The way of
 * a document: a text is read by {@code document}, a file of another format waits sealed ({@code FileIntake}) until
 * {@code FileReaders} have a child process of {@code parser} read it; {@code chunker} cuts the text into passages;
 * {@code index} makes them findable by their words at once; vectors of {@code embedding} follow in the background, and
 * searches take them into account as they arrive. The way of a question: both arms of the index, fused, each seeing only
 * what the reader may ({@link dev.weir.knowledge.Readers}); then {@code answer} quotes the sentences that answer it, or
 * says that the documents do not. What another model answers is compared with its passages by {@code grounding}.
 * {@code evaluation} measures retrieval on judged questions, through the same code: on test sets of others, and on the
 * queries that a base's owner has judged ({@code JudgedQueries}).
 *
 * <p>A base's {@link dev.weir.knowledge.KbSettings} say how it cuts ({@code chunker}), joins the arms and embeds. When
 * they come to want another index than the one that serves, a {@code Rebuild} makes it beside the old one; vectors of
 * texts that were embedded before come from the {@code EmbeddingCache}, a file beside the indexes.
 *
 * <p>Around that engine, {@link dev.weir.knowledge.KnowledgeRoom} wires the room, and {@link
 * dev.weir.knowledge.Knowledge} is its door: it keeps each document's text, state and readers in SQL, which
 * is the truth, and makes the indexes agree with it whenever it opens one. The routes under {@code /api/kb},
 * the stage that retrieves for chats, the provider {@code weir}, {@link dev.weir.knowledge.LocalAsk} and
 * {@link dev.weir.knowledge.KnowledgeEval} all go through it.
 */
@NullMarked
package dev.weir.knowledge;

import org.jspecify.annotations.NullMarked;
