package dev.weir.files;

import dev.weir.http.Access;
import dev.weir.http.Frames;
import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Role;
import dev.weir.store.SealedReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** OpenAI's Files API. */
final class FileRoutes {
    private static final int PAGE = 10_000;

    private final StoredFiles files;

    FileRoutes(StoredFiles files) {
        this.files = files;
    }

    Routes routes() {
        Access read = Access.from(Role.VIEWER);
        Access write = Access.from(Role.DEVELOPER);
        return new Routes()
                .upload(
                        "/v1/files",
                        write,
                        "Uploads a file as multipart/form-data: purpose and file.",
                        files.largestForm(),
                        this::upload)
                .get("/v1/files", read, "Lists the project's files, newest first.", this::list)
                .get("/v1/files/{id}", read, "What is known of a file.", this::one)
                .get("/v1/files/{id}/content", write, "A file's content, as it was uploaded.", this::content)
                .delete("/v1/files/{id}", write, "Deletes a file.", this::delete);
    }

    private Response upload(Request request) {
        return Json.ok(FileJson.Card.of(files.receive(request, Set.of()).file()));
    }

    private Response list(Request request) {
        String order = request.query("order").orElse("desc");
        if (!order.equals("asc") && !order.equals("desc")) {
            throw new Refusal(ErrorCode.INVALID_REQUEST, "'" + order + "' is no order.", "order", "It is asc or desc.");
        }
        @Nullable
        String after = request.query("after").filter(id -> !id.isEmpty()).orElse(null);
        if (after != null) {
            find(request, after);
        }
        FilePage page = files.list(
                request.principal().project(),
                request.query("purpose").filter(purpose -> !purpose.isEmpty()).orElse(null),
                after,
                order.equals("asc"),
                request.query("limit", PAGE, 1, PAGE));
        return Json.ok(FileJson.Cards.of(page));
    }

    private Response one(Request request) {
        return Json.ok(FileJson.Card.of(find(request, request.path("id"))));
    }

    private Response content(Request request) {
        StoredFile file = find(request, request.path("id"));
        Map<String, String> headers = new HashMap<>();
        headers.put("content-type", "application/octet-stream");
        headers.put("content-disposition", "attachment; filename=\"" + plain(file.fileName()) + "\"");
        headers.put("x-content-type-options", "nosniff");
        return new Response.Stream(200, headers, new Pieces(files.pieces(file)));
    }

    private static String plain(String name) {
        StringBuilder plain = new StringBuilder(name.length());
        name.chars().forEach(c -> plain.append(c >= ' ' && c < 127 && c != '"' && c != '\\' ? (char) c : '_'));
        return plain.toString();
    }

    private record Pieces(SealedReader content) implements Frames {
        @Override
        public byte @Nullable [] next() {
            return content.nextPiece();
        }

        @Override
        public void close() {
            content.close();
        }
    }

    private Response delete(Request request) {
        StoredFile file = find(request, request.path("id"));
        files.delete(file.project(), file.id());
        return Json.ok(new FileJson.Deleted(file.id(), "file", true));
    }

    private StoredFile find(Request request, String id) {
        return files.find(request.principal().project(), id)
                .orElseThrow(() -> new Refusal(
                        ErrorCode.NOT_FOUND,
                        "There is no file '" + id + "' in this project.",
                        "id",
                        "GET /v1/files lists them."));
    }
}
