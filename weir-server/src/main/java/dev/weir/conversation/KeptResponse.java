package dev.weir.conversation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A response that was found again.
 *
 * @param input its own input, items with ids
 * @param json the response as its caller got it
 * @param output the items that the model made
 */
record KeptResponse(String id, @Nullable String previous, List<JsonNode> input, byte[] json, List<JsonNode> output) {
    KeptResponse {
        input = List.copyOf(input);
        output = List.copyOf(output);
    }
}
