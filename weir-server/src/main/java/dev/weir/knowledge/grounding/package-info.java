/**
 * Says of each sentence of an answer whether the passages it was made from support it.
 *
 * <p>{@link dev.weir.knowledge.grounding.AnswerSentences} cuts an answer, the same way whether it comes whole or in
 * pieces. {@link dev.weir.knowledge.grounding.Signals} compares a sentence with the sentences of the passages: shared
 * words and runs of words, numbers, names, negations, directions, and how near their vectors are. {@link
 * dev.weir.knowledge.grounding.SupportModel} makes a probability of that; its weights were fitted by {@code ./weir bench
 * groundedness --train}. {@link dev.weir.knowledge.grounding.Groundedness} puts it together: verdicts, faults of
 * citations and quotations, and passages that contradict each other.
 */
@NullMarked
package dev.weir.knowledge.grounding;

import org.jspecify.annotations.NullMarked;
