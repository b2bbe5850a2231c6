/**
 * The faces that model clients know: OpenAI's routes under {@code /v1} and Anthropic's under {@code /v1/messages}. A face reads its dialect into a {@link
 * dev.weir.spi.Call}, hands it to the {@link dev.weir.pipeline.Gateway} and writes the {@link dev.weir.spi.Answer} in
 * the same dialect. Nothing here knows a provider.
 */
@NullMarked
package dev.weir.edge;

import org.jspecify.annotations.NullMarked;
