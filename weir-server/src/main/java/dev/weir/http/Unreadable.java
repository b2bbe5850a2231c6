package dev.weir.http;

import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Cancellation;
import dev.weir.spi.ErrorCode;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers what is no HTTP request, or one whose head is too long, and closes its connection. */
final class Unreadable {
    private static final int URI_TOO_LONG = 414;
    private static final int HEADERS_TOO_LONG = 431;
    private static final int BAD = 400;

    /** Whoever sends what cannot be read is taken for a client of models. */
    private static final String FACE = "/v1";

    private final Reception reception;

    Unreadable(Reception reception) {
        this.reception = reception;
    }

    /** On the event loop. */
    void answer(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        if (cause instanceof TooLongHttpLineException) {
            write(request, URI_TOO_LONG, "The request's first line is too long.", "Put what is long into the body.");
        } else if (cause instanceof TooLongHttpHeaderException) {
            write(request, HEADERS_TOO_LONG, "The request's headers are too long.", "Send fewer, or shorter ones.");
        } else {
            write(request, BAD, "This is no HTTP request that can be read.", null);
        }
    }

    private void write(HttpServerRequest request, int status, String message, @Nullable String hint) {
        String known = request.path();
        String path = known == null || known.equals("/bad-request") || !known.startsWith("/") ? FACE : known;
        Request asked = new Request(
                reception.ids().next("req_"),
                "GET",
                path,
                null,
                name -> null,
                new byte[0],
                List.of(),
                new Cancellation(),
                null);
        Refused refused = Refused.of(ErrorCode.INVALID_REQUEST, message, null, hint);
        request.response()
                .setStatusCode(status)
                .putHeader("connection", "close")
                .putHeader("x-request-id", asked.id());
        if (reception.face(path).write(refused, asked) instanceof Response.Full full) {
            full.headers().forEach((name, value) -> request.response().putHeader(name, value));
            request.response().end(Buffer.buffer(full.body())).onComplete(done -> close(request));
        } else {
            request.response().end().onComplete(done -> close(request));
        }
    }

    private static void close(HttpServerRequest request) {
        request.connection().close();
    }
}
