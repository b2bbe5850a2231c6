package dev.weir.cli;

import dev.weir.http.Json;
import java.io.IOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A whole list of the API, which gives it in parts. */
final class Pages {
    private Pages() {}

    /**
     * @param path with a query or without
     * @return {@code {"data": […], "next": null}} with everything
     */
    static ObjectNode all(WeirClient client, String path) throws IOException, InterruptedException {
        ObjectNode whole = Json.MAPPER.createObjectNode();
        ArrayNode data = whole.putArray("data");
        String sign = path.contains("?") ? "&" : "?";
        String next = "";
        do {
            String cursor = next.isEmpty() ? "" : "&cursor=" + WeirClient.encoded(next);
            JsonNode page = client.get(path + sign + "limit=500" + cursor);
            page.path("data").forEach(data::add);
            next = Shown.text(page, "next");
        } while (!next.isEmpty());
        return whole.putNull("next");
    }
}
