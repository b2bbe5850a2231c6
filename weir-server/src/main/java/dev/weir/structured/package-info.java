/**
 * Structured output: answers are compared with the JSON Schema that their request asks for, where the deployment that
 * gave them does not promise to keep to it. An answer that does not keep to it is never passed on as a success: it is
 * repaired, if that was asked for, or refused; a stream ends with an error instead of its last event.
 *
 * <p>Schemas and answers are strangers' work: nothing is fetched for a {@code $ref}, patterns run in linear time
 * (RE2), and a comparison that takes too many steps is broken off. The comparison itself is {@link
 * dev.weir.dialect.AnswerSchema}, which judges the answers of cascades, too.
 */
@NullMarked
package dev.weir.structured;

import org.jspecify.annotations.NullMarked;
