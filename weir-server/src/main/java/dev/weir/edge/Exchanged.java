package dev.weir.edge;

import dev.weir.http.Response;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Cached;
import dev.weir.spi.Call;
import dev.weir.spi.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What every face says about an exchange besides its answer. */
final class Exchanged {
    static final String ID = "x-weir-exchange-id";
    private static final String CACHE = "x-weir-cache";
    private static final String DROPPED = "x-weir-dropped";
    private static final String REPAIRED = "x-weir-repaired";
    private static final int LONGEST = 1000;
    private static final int CONFLICT = 409;

    private Exchanged() {}

    /** Headers of an answer. */
    static Map<String, String> headers(Call call) {
        Map<String, String> headers = new HashMap<>();
        headers.put(ID, call.recording().id().value());
        Cached cached = call.recording().cached();
        if (cached != null) {
            headers.put(CACHE, cached.outcome().wire());
        }
        List<String> leftOut = call.recording().leftOut();
        if (!leftOut.isEmpty()) {
            String fields = leftOut.stream().map(Exchanged::plain).collect(Collectors.joining(", "));
            headers.put(DROPPED, fields.length() <= LONGEST ? fields : fields.substring(0, LONGEST) + "...");
        }
        if (call.recording().isRepaired()) {
            headers.put(REPAIRED, "1");
        }
        headers.putAll(call.recording().told());
        return headers;
    }

    /** A refusal with what is said of its exchange. */
    static Response refused(Response.Full error, Call call) {
        Response response = error.with(ID, call.recording().id().value());
        for (Map.Entry<String, String> header : call.recording().told().entrySet()) {
            response = response.with(header.getKey(), header.getValue());
        }
        return response;
    }

    /** A client chooses the names of its fields, and a header takes only some characters. */
    private static String plain(String field) {
        StringBuilder plain = new StringBuilder(field.length());
        field.chars().forEach(c -> plain.append(c > ' ' && c < 127 && c != ',' ? (char) c : '?'));
        return plain.toString();
    }

    /** The name of the model that answered. */
    static String model(Call call) {
        Target target = call.recording().target();
        if (target == null) {
            return call.operation().model();
        }
        return target.provider().equals("weir") ? target.name() : target.model();
    }

    /**
     * Tells when another try makes sense, and where it does not though the status says so: OpenAI's and Anthropic's
     * clients try again after every 409 unless told otherwise.
     */
    static Response.Full withRetry(Response.Full response, Refused refused) {
        if (refused.status() == CONFLICT && !refused.retryable()) {
            return response.with("x-should-retry", "false");
        }
        return refused.retryAfter() == null
                ? response
                : response.with(
                        "retry-after",
                        Long.toString(Math.max(1, refused.retryAfter().toSeconds())));
    }
}
