package dev.weir.cli;

import dev.weir.http.Json;
import java.io.IOException;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists and moments as OpenAI's part of the API has them. */
final class OpenAiPages {
    private static final int PAGE = 100;

    private OpenAiPages() {}

    /** A whole list, which comes in parts. */
    static ObjectNode all(WeirClient client, String path) throws IOException, InterruptedException {
        ObjectNode whole = Json.MAPPER.createObjectNode();
        whole.put("object", "list");
        ArrayNode data = whole.putArray("data");
        String after = "";
        JsonNode page;
        do {
            page = client.get(path + "?limit=" + PAGE + (after.isEmpty() ? "" : "&after=" + WeirClient.encoded(after)));
            page.path("data").forEach(data::add);
            after = Shown.text(page, "last_id");
        } while (page.path("has_more").asBoolean(false) && !after.isEmpty());
        return whole.put("has_more", false);
    }

    /** Seconds since 1970 in the reader's own time; a dash where there are none. */
    static String time(JsonNode node, String member) {
        JsonNode seconds = node.path(member);
        return seconds.isNumber()
                ? Shown.time(
                        Json.MAPPER
                                .createObjectNode()
                                .put(
                                        member,
                                        Instant.ofEpochSecond(seconds.asLong()).toString()),
                        member)
                : "-";
    }
}
