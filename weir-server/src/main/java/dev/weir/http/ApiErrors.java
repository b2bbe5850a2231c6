package dev.weir.http;

import dev.weir.spi.Answer.Refused;
import org.jspecify.annotations.Nullable;

/** Errors of Weir's own API: {@code {error: {code, message, field, hint, request_id}}}. */
public final class ApiErrors implements ErrorFormat {
    private record Body(Problem error) {}

    private record Problem(
            String code,
            String message,
            @Nullable String field,
            @Nullable String hint,
            String requestId) {}

    @Override
    public Response write(Refused refused, Request request) {
        Problem problem =
                new Problem(refused.code().wire(), refused.message(), refused.field(), refused.hint(), request.id());
        Response response = Response.json(refused.status(), Json.bytes(new Body(problem)));
        return refused.retryAfter() == null
                ? response
                : response.with(
                        "retry-after",
                        Long.toString(Math.max(1, refused.retryAfter().toSeconds())));
    }
}
