package dev.weir.batch;

import dev.weir.http.Access;
import dev.weir.http.Json;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Role;
import org.jspecify.annotations.Nullable;

/** OpenAI's Batch API. */
final class BatchRoutes {
    private static final int PAGE = 20;
    private static final int LARGEST_PAGE = 100;

    private final Batches batches;

    BatchRoutes(Batches batches) {
        this.batches = batches;
    }

    Routes routes() {
        Access read = Access.from(Role.VIEWER);
        Access write = Access.from(Role.DEVELOPER);
        return new Routes()
                .post(
                        "/v1/batches",
                        write,
                        "Makes a batch of the requests in a file; it is worked off in the background.",
                        """
                        {"input_file_id": "file-01JD…", "endpoint": "/v1/chat/completions", "completion_window": "24h", "metadata": {"job": "nightly"}}""",
                        this::create)
                .get("/v1/batches", read, "Lists the project's batches, newest first.", this::list)
                .get("/v1/batches/{id}", read, "A batch and how far it is.", this::one)
                .post("/v1/batches/{id}/cancel", write, "Cancels a batch; what was done is kept.", "", this::cancel);
    }

    private static ProjectId project(Request request) {
        return request.principal().project();
    }

    private Response create(Request request) {
        return Json.ok(BatchJson.Card.of(batches.create(request.principal(), Json.read(request, BatchOrder.class))));
    }

    private Response list(Request request) {
        @Nullable
        String after = request.query("after").filter(id -> !id.isEmpty()).orElse(null);
        if (after != null) {
            find(request, after);
        }
        return Json.ok(BatchJson.Cards.of(
                batches.list(project(request), after, request.query("limit", PAGE, 1, LARGEST_PAGE))));
    }

    private Response one(Request request) {
        return Json.ok(BatchJson.Card.of(find(request, request.path("id"))));
    }

    private Response cancel(Request request) {
        return Json.ok(BatchJson.Card.of(batches.cancel(project(request), request.path("id"))));
    }

    private Batch find(Request request, String id) {
        return batches.find(project(request), id).orElseThrow(() -> Batches.unknown(id));
    }
}
