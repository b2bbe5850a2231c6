package dev.weir.batch;

import dev.weir.http.ErrorFormat;
import dev.weir.http.Handler;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Route;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.ErrorCode;
import dev.weir.store.StorageException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a batch's lines can ask for: those of the front door's routes that OpenAI's batches know. */
final class Endpoints {
    private static final Logger log = LoggerFactory.getLogger(Endpoints.class);

    /** In OpenAI's order. */
    private static final List<String> KNOWN =
            List.of("/v1/responses", "/v1/chat/completions", "/v1/embeddings", "/v1/completions", "/v1/moderations");

    private final Map<String, Handler> handlers = new HashMap<>();
    private final ErrorFormat errors;

    /**
     * @param routes the front door's; those that batches do not know are left out
     * @param errors how the front door writes errors
     */
    Endpoints(List<Route> routes, ErrorFormat errors) {
        this.errors = errors;
        routes.stream()
                .filter(route -> route.method().equals("POST") && KNOWN.contains(route.template()))
                .forEach(route -> handlers.put(route.template(), route.handler()));
    }

    List<String> names() {
        return KNOWN.stream().filter(handlers::containsKey).toList();
    }

    /**
     * What came back.
     *
     * @param retryable whether another try may help
     * @param postponed whether it was not tried at all, because a limit has no room for it now
     */
    record Reply(Response.Full response, boolean retryable, boolean postponed) {
        Reply(Response.Full response, boolean retryable) {
            this(response, retryable, false);
        }
    }

    Reply ask(Request request) {
        Handler handler = Optional.ofNullable(handlers.get(request.path()))
                .orElseThrow(() -> new IllegalStateException("no endpoint " + request.path()));
        try {
            return switch (handler.handle(request)) {
                case Response.Full full -> new Reply(full, mayPass(full));
                case Response.Stream stream -> {
                    stream.frames().close();
                    yield refused(Refused.of(ErrorCode.INVALID_REQUEST, "A batch cannot stream."), request);
                }
            };
        } catch (Refusal e) {
            return refused(e.refused(), request);
        } catch (StorageException e) {
            return refused(Refused.of(ErrorCode.STORAGE_UNAVAILABLE, e.getMessage() + "."), request);
        } catch (RuntimeException e) {
            log.error("Request {} of a batch failed", request.id(), e);
            return refused(
                    Refused.of(
                            ErrorCode.INTERNAL_ERROR,
                            "Weir failed at this request. The log has the details under request id " + request.id()
                                    + "."),
                    request);
        }
    }

    private Reply refused(Refused refused, Request request) {
        Response response = errors.write(refused, request);
        boolean postponed = refused.code() == ErrorCode.RATE_LIMITED && refused.retryAfter() != null;
        return new Reply((Response.Full) response, refused.retryable(), postponed);
    }

    /** A quota that is used up is not filled by waiting. */
    private static boolean mayPass(Response.Full response) {
        return switch (response.status()) {
            case 408, 429, 502, 503, 504 ->
                !new String(response.body(), java.nio.charset.StandardCharsets.UTF_8)
                        .contains("\"insufficient_quota\"");
            default -> false;
        };
    }
}
