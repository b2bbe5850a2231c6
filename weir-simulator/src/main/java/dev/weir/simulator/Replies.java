package dev.weir.simulator;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Small replies of the control routes. */
final class Replies {
    private Replies() {}

    static void json(HttpServerRequest request, int status, String body) {
        send(request, status, "application/json", body);
    }

    static void error(HttpServerRequest request, int status, ErrorBody error) {
        json(request, status, error.json());
    }

    static void send(HttpServerRequest request, int status, String type, String body) {
        if (!request.response().closed()) {
            request.response()
                    .setStatusCode(status)
                    .putHeader(HttpHeaders.CONTENT_TYPE, type)
                    .end(body);
        }
    }
}
