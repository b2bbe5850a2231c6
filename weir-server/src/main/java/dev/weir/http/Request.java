package dev.weir.http;

import dev.weir.spi.Cancellation;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Principal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body has arrived. Immutable but for its {@link Cancellation}.
 *
 * @see Routes
 */
public final class Request {
    private static final Map<String, String> INSIDE =
            Map.of("content-type", "application/json", "x-weir-priority", "batch");
    private final String id;
    private final String method;
    private final String path;
    private final @Nullable String query;
    private final UnaryOperator<@Nullable String> headers;
    private final byte[] body;
    private final List<Part> parts;
    private final Cancellation cancellation;
    private final Map<String, String> pathValues;
    private final @Nullable Principal principal;
    private final Duration waited;
    private final @Nullable FormStream form;
    private final Map<String, String> tags;

    Request(
            String id,
            String method,
            String path,
            @Nullable String query,
            UnaryOperator<@Nullable String> headers,
            byte[] body,
            List<Part> parts,
            Cancellation cancellation,
            @Nullable FormStream form) {
        this(
                id,
                method,
                path,
                query,
                headers,
                body,
                parts,
                cancellation,
                Map.of(),
                null,
                form,
                Map.of(),
                Duration.ZERO);
    }

    private Request(
            String id,
            String method,
            String path,
            @Nullable String query,
            UnaryOperator<@Nullable String> headers,
            byte[] body,
            List<Part> parts,
            Cancellation cancellation,
            Map<String, String> pathValues,
            @Nullable Principal principal,
            @Nullable FormStream form,
            Map<String, String> tags,
            Duration waited) {
        this.id = id;
        this.method = method;
        this.path = path;
        this.query = query;
        this.headers = headers;
        this.body = body;
        this.parts = parts;
        this.cancellation = cancellation;
        this.pathValues = pathValues;
        this.principal = principal;
        this.form = form;
        this.tags = tags;
        this.waited = waited;
    }

    /**
     * A POST that Weir makes to itself for a caller who is not waiting, such as a line of a batch.
     *
     * @param tags labels that its exchange gets besides its own
     */
    public static Request inside(
            String id, String path, byte[] body, Principal who, Cancellation cancellation, Map<String, String> tags) {
        return new Request(
                id,
                "POST",
                path,
                null,
                INSIDE::get,
                body,
                List.of(),
                cancellation,
                Map.of(),
                who,
                null,
                Map.copyOf(tags),
                Duration.ZERO);
    }

    Request matched(Map<String, String> values) {
        return new Request(
                id, method, path, query, headers, body, parts, cancellation, values, principal, form, tags, waited);
    }

    Request by(Principal who) {
        return new Request(
                id, method, path, query, headers, body, parts, cancellation, pathValues, who, form, tags, waited);
    }

    Request after(Duration wait) {
        return new Request(
                id, method, path, query, headers, body, parts, cancellation, pathValues, principal, form, tags, wait);
    }

    /** The same for one who may stop waiting at another time than its sender. */
    public Request withCancellation(Cancellation other) {
        return new Request(
                id, method, path, query, headers, body, parts, other, pathValues, principal, form, tags, waited);
    }

    /** A message on the socket that this request opened. */
    Request message(String messageId, byte[] text, Cancellation cancelled) {
        return new Request(
                messageId,
                method,
                path,
                query,
                headers,
                text,
                List.of(),
                cancelled,
                pathValues,
                principal,
                null,
                Map.of(),
                Duration.ZERO);
    }

    /** How long it waited for its turn after it had arrived. */
    public Duration waited() {
        return waited;
    }

    /** The id that goes back in {@code x-request-id}. */
    public String id() {
        return id;
    }

    public String method() {
        return method;
    }

    /** The path as it came, without the query. */
    public String path() {
        return path;
    }

    /** What stood in the path where the route says {@code {name}}. */
    public String path(String name) {
        String value = pathValues.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no {" + name + "}");
        }
        return value;
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.apply(name));
    }

    public byte[] body() {
        return body;
    }

    /**
     * The body of a request that is JSON, whatever text its sender calls it.
     *
     * @throws Refusal if it is a form
     */
    public byte[] json() {
        String type = header("content-type").orElse("");
        if (type.regionMatches(true, 0, "multipart/", 0, 10)) {
            throw new Refusal(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    path + " takes JSON, not " + type.split(";", 2)[0].strip() + ".",
                    null,
                    "Send a JSON object with content-type: application/json.");
        }
        return body;
    }

    /** The parts of a multipart/form-data body; empty for any other. */
    public List<Part> parts() {
        return parts;
    }

    /**
     * Receives a form piece by piece, on a route made for it ({@link Routes#upload}); returns when all of it is there.
     *
     * @return the fields that are no files, by name
     * @throws Refusal if the body is no form, or too large, or broke off
     */
    public Map<String, String> receive(FormReceiver receiver) {
        if (form == null) {
            throw new Refusal(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "A file comes as multipart/form-data, not as "
                            + header("content-type").orElse("a body without content-type") + ".",
                    null,
                    "Send the form that OpenAI's clients send: purpose and file.");
        }
        return form.receive(receiver);
    }

    /** Labels that its exchange gets besides those that the body asks for. */
    public Map<String, String> tags() {
        return tags;
    }

    /** Fires when the client leaves. */
    public Cancellation cancellation() {
        return cancellation;
    }

    /** Who calls; only routes that ask for a role may ask for it. */
    public Principal principal() {
        if (principal == null) {
            throw new IllegalStateException("an open route has no principal");
        }
        return principal;
    }

    /** The query as it came, without the question mark. */
    public String query() {
        return query == null ? "" : query;
    }

    public Optional<String> query(String name) {
        return Optional.ofNullable(decoded(query()).get(name));
    }

    /**
     * A whole number from the query.
     *
     * @throws Refusal if it is none, or out of range
     */
    public int query(String name, int fallback, int min, int max) {
        Optional<String> given = query(name).filter(value -> !value.isEmpty());
        if (given.isEmpty()) {
            return fallback;
        }
        try {
            int value = Integer.parseInt(given.get());
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // answered below, like a number out of range
        }
        throw new Refusal(
                ErrorCode.INVALID_REQUEST,
                "'" + given.get() + "' is not a value for " + name + ".",
                name,
                "A whole number from " + min + " to " + max + ".");
    }

    /** The fields of an application/x-www-form-urlencoded body. */
    public Map<String, String> form() {
        return decoded(new String(body, StandardCharsets.UTF_8));
    }

    private static Map<String, String> decoded(String pairs) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : pairs.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            if (!name.isEmpty()) {
                values.putIfAbsent(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return values;
    }

    static String decodePath(String segment) {
        return segment.indexOf('%') < 0 ? segment : decode(segment.replace("+", "%2B"));
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "'" + text + "' is not percent-encoded correctly.",
                    null,
                    "Write a percent sign as %25.");
        }
    }

    /**
     * One part of a multipart form.
     *
     * @param fileName empty if the part is a plain field
     */
    public record Part(String name, String fileName, byte[] content) {}
}
