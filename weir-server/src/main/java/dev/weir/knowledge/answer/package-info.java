/**
 * Answers a question by quoting, and says so when there is nothing to quote.
 *
 * <p>{@link dev.weir.knowledge.answer.ExtractiveAnswerer} picks sentences from retrieved passages. It makes
 * up nothing: each sentence it gives is the exact text of a span of a document. Whether it answers at all is
 * decided by a probability that was fitted on questions with and without an answer at hand, see {@link
 * dev.weir.knowledge.answer.Confidence}.
 */
@NullMarked
package dev.weir.knowledge.answer;

import org.jspecify.annotations.NullMarked;
