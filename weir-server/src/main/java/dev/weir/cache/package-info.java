/**
 * Answers that are given again. Two requests that are the same to the bytes that matter have the same {@code CacheKey};
 * the {@code CacheStage}, which stands before retrieval and routing, answers the second one from memory, or lets it
 * share the call that the first one has in flight.
 *
 * <p>{@link dev.weir.cache.CachePolicy} says which requests may be served so. A {@code Flight} is one call to the rest of
 * the pipeline that any number of clients read from, each from its beginning and at its own pace; what it brings home
 * whole becomes a {@code Kept} answer in the {@code CacheStore}. {@code Reshaped} makes a stream of an answer that came
 * whole, and the other way round.
 *
 * <p>Traps: the project comes first in every key, and where knowledge bases are named, what their reader may see is a
 * part of it. An answer that is not known to be complete is never kept. What a
 * request holds that an answer of the other shape would lose (such as {@code logprobs}) puts its shape into its key.
 */
@NullMarked
package dev.weir.cache;

import org.jspecify.annotations.NullMarked;
