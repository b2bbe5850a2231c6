/**
 * Responses that their callers come back to, as OpenAI's Responses API promises: whoever provider answered, Weir keeps
 * input and output itself. {@link dev.weir.conversation.ResponseStage} puts the turns before in front of a request that
 * names a {@code previous_response_id}, has every answer in the dialect of the Responses API, and keeps it unless the
 * caller said {@code store: false}. What is kept is a journal record, sealed with the project's key, and a row of a
 * database of its own, found by project and id. See docs/decisions/0011.
 */
@NullMarked
package dev.weir.conversation;

import org.jspecify.annotations.NullMarked;
