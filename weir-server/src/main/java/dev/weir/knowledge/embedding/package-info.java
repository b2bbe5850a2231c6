/**
 * Turns text into vectors in this process, by one of the {@link dev.weir.knowledge.embedding.EmbeddingModel}s, quantized
 * to int8 and run by ONNX Runtime with the model's own WordPiece tokenizer.
 *
 * <p>An {@link dev.weir.knowledge.embedding.Embedder} is the door to one model; a knowledge base goes through a {@link
 * dev.weir.knowledge.embedding.PassageEncoder}, which is one of them or two together. One text is embedded at a time,
 * because a quantized model scales its activations by what shares the batch: the same sentence next to
 * other sentences gets another vector. Parallelism comes from a few platform threads instead, which also
 * keeps the native calls away from the carriers of virtual threads. A query overtakes a bulk load: bulk
 * work only ever has as many texts in the queue as there are threads.
 *
 * <p>Nothing here reaches for the network; the tokenizer library's habit of phoning home is switched off
 * before it is loaded.
 */
@NullMarked
package dev.weir.knowledge.embedding;

import org.jspecify.annotations.NullMarked;
