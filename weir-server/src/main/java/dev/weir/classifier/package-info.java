/**
 * What kind of prompt a prompt is. A classifier has up to two heads, one for the kind (code, math, …) and one for the
 * complexity (low, high); each is a logistic regression over the text's embedding and its hashed words, with calibrated
 * probabilities. {@link dev.weir.classifier.Classifiers} is the only door: it trains, keeps every version in the data
 * directory and classifies; {@link dev.weir.classifier.ClassifierStrategy} routes by it.
 *
 * <p>{@code Features} turns a text into numbers, {@code Training} fits a {@code Head} and measures it on examples that
 * it did not see, {@code ClassifierFile} is how a version is stored.
 *
 * <p>Hint: the embedding is another room's; it is handed in as {@link dev.weir.classifier.PromptEmbedding}. It may be
 * busy or not yet loaded: then there is no opinion, and nobody waits longer than a moment.
 */
@NullMarked
package dev.weir.classifier;

import org.jspecify.annotations.NullMarked;
