/**
 * OpenAI's Batch API with an executor of Weir's own. A batch names a file of requests; each of its lines is asked
 * through the same routes that callers use, under the key that made the batch, a bounded number at a time, so that
 * lines are routed, limited, metered and traced like any other request. Their exchanges carry the batch's id in the
 * tag {@code weir.batch}.
 *
 * <p>Where a deployment asks for it, a batch goes to its provider's own batch API instead ({@code PassedOn}), and each
 * of the {@code ProviderResults} passes the pipeline as the answer to its line ({@link dev.weir.pipeline.Foretold}).
 *
 * <p>{@link dev.weir.batch.Batches} is the door, {@code Run} the life of one batch, {@code ResultsLog} its memory: a
 * result is on the disk before it counts, and after a crash only lines without a result are asked.
 */
@NullMarked
package dev.weir.batch;

import org.jspecify.annotations.NullMarked;
