package dev.weir.conversation;

import dev.weir.http.Access;
import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Role;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the Responses API does with responses that are kept. */
final class ResponseRoutes {
    private final KeptResponses responses;

    ResponseRoutes(KeptResponses responses) {
        this.responses = responses;
    }

    Routes routes() {
        Access caller = Access.from(Role.DEVELOPER);
        return new Routes()
                .get("/v1/responses/{id}", caller, "A response that was kept.", this::find)
                .delete("/v1/responses/{id}", caller, "Forgets a response.", this::delete)
                .get(
                        "/v1/responses/{id}/input_items",
                        caller,
                        "What a response was an answer to, earlier turns included; the newest first, or by `?order=asc`.",
                        this::items)
                .post(
                        "/v1/responses/{id}/cancel",
                        caller,
                        "Always refused: only responses in the background can be cancelled, and there are none.",
                        "",
                        this::cancel);
    }

    private Response find(Request request) {
        if (request.query("stream").filter("true"::equals).isPresent()) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "Only a response that is made in the background can be streamed again.",
                    "stream",
                    "Leave 'stream' out.");
        }
        return Response.json(200, kept(request).json());
    }

    private KeptResponse kept(Request request) {
        String id = request.path("id");
        return responses.find(request.principal(), id).orElseThrow(() -> notFound(id));
    }

    private static Refusal notFound(String id) {
        return new Refusal(
                ErrorCode.NOT_FOUND,
                "Response with id '" + id + "' not found.",
                "response_id",
                "It was not stored, was deleted, is too old, or belongs to another project or another end user.");
    }

    private record Deleted(String id, String object, boolean deleted) {}

    private Response delete(Request request) {
        String id = request.path("id");
        if (!responses.delete(request.principal(), id)) {
            throw notFound(id);
        }
        return Json.ok(new Deleted(id, "response", true));
    }

    private Response cancel(Request request) {
        kept(request);
        throw new Refusal(
                ErrorCode.INVALID_REQUEST,
                "Cannot cancel a synchronous response.",
                null,
                "Close the connection to end an answer that is being made.");
    }

    private record Items(
            String object,
            List<JsonNode> data,
            @Nullable String firstId,
            @Nullable String lastId,
            boolean hasMore) {}

    private Response items(Request request) {
        String id = kept(request).id();
        List<JsonNode> all = new ArrayList<>();
        List<KeptResponse> turns = responses.conversation(request.principal(), id);
        for (KeptResponse turn : turns) {
            all.addAll(turn.input());
            if (turn != turns.getLast()) {
                all.addAll(turn.output());
            }
        }
        List<JsonNode> ordered = ascending(request) ? all : all.reversed();
        int from = after(request, ordered);
        int limit = request.query("limit", 20, 1, 100);
        List<JsonNode> page = ordered.subList(from, Math.min(ordered.size(), from + limit));
        return Json.ok(new Items(
                "list",
                page,
                page.isEmpty() ? null : id(page.getFirst()),
                page.isEmpty() ? null : id(page.getLast()),
                from + page.size() < ordered.size()));
    }

    private static boolean ascending(Request request) {
        String order = request.query("order").orElse("desc");
        if (!order.equals("asc") && !order.equals("desc")) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST, "'" + order + "' is no order.", "order", "There are asc and desc.");
        }
        return order.equals("asc");
    }

    private static int after(Request request, List<JsonNode> items) {
        String after = request.query("after").orElse("");
        if (after.isEmpty()) {
            return 0;
        }
        for (int i = 0; i < items.size(); i++) {
            if (id(items.get(i)).equals(after)) {
                return i + 1;
            }
        }
        throw new Refusal(
                ErrorCode.INVALID_REQUEST, "There is no item '" + after + "'.", "after", "Give an item's id.");
    }

    private static String id(JsonNode item) {
        return item.path("id").asString("");
    }
}
