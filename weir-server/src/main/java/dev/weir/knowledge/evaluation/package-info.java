/**
 * Measures retrieval on judged questions, through the same code that answers them.
 *
 * <p>{@link dev.weir.knowledge.evaluation.JudgedSet} reads a test set in the layout of the BEIR benchmark;
 * {@link dev.weir.knowledge.evaluation.RetrievalEval} asks a knowledge base all of its questions by each
 * choice of arms; {@link dev.weir.knowledge.evaluation.Ranking} holds the arithmetic.
 */
@NullMarked
package dev.weir.knowledge.evaluation;

import org.jspecify.annotations.NullMarked;
