/**
 * Measures retrieval on judged questions, through the same code that answers them.
 *
 * <p>{@link dev.weir.knowledge.evaluation.JudgedSet} reads a test set in the layout of the BEIR benchmark;
 * {@link dev.weir.knowledge.evaluation.RetrievalEval} asks a knowledge base all questions in a {@link
 * dev.weir.knowledge.evaluation.Configuration}; {@link dev.weir.knowledge.evaluation.Ranking} holds the arithmetic,
 * {@link dev.weir.knowledge.evaluation.Bootstrap} says how sure it is, and {@link
 * dev.weir.knowledge.evaluation.Tuning} fits a fusion. {@link dev.weir.knowledge.evaluation.SpanEval} measures the words
 * that go before a model, for sets whose answers are marked in the text.
 */
@NullMarked
package dev.weir.knowledge.evaluation;

import org.jspecify.annotations.NullMarked;
