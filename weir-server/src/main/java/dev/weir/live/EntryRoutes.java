package dev.weir.live;

import dev.weir.http.Access;
import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Models, providers, aliases and prices, one entry at a time. They belong to the installation. */
final class EntryRoutes {
    /** A number keeps the digits that it was written with, and no key is there twice. */
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final LiveConfig live;

    EntryRoutes(LiveConfig live) {
        this.live = live;
    }

    Routes routes() {
        Routes routes = new Routes();
        for (Kind kind : Kind.values()) {
            add(routes, kind);
        }
        return routes;
    }

    private void add(Routes routes, Kind kind) {
        String all = "/api/" + kind.wire();
        String one = all + "/{name*}";
        String needs = " Needs a key for all projects.";
        routes.get(
                        all,
                        Access.from(Role.ADMIN),
                        "The configured " + kind.wire() + " in force, and where each comes from." + needs,
                        request -> list(kind, request))
                .get(
                        one,
                        Access.from(Role.ADMIN),
                        "The configuration of one of the " + kind.wire() + ", with its ETag." + needs,
                        request -> get(kind, request))
                .put(
                        one,
                        Access.from(Role.ADMIN),
                        "Sets one of the " + kind.wire() + ", as weir.yaml would; live at once. If-Match guards against"
                                + " changes of others." + needs,
                        example(kind),
                        request -> put(kind, request))
                .delete(
                        one,
                        Access.from(Role.ADMIN),
                        "Takes one of the " + kind.wire() + " away, wherever it comes from; live at once." + needs,
                        request -> delete(kind, request));
    }

    private static String example(Kind kind) {
        return switch (kind) {
            case MODELS ->
                "{\"deployments\": [{\"provider\": \"openai\", \"model\": \"gpt-4o-mini\"}], \"breaker\":"
                        + " {\"failures\": 3}}";
            case PROVIDERS -> "{\"kind\": \"openai\", \"api_key\": \"${OPENAI_API_KEY}\"}";
            case ALIASES -> "{\"model\": \"small\"}";
            case PRICES -> "{\"input\": 0.15, \"output\": 0.60}";
        };
    }

    private record Page(List<EntryView> data, @Nullable String next) {}

    private Response list(Kind kind, Request request) {
        Installation.require(request);
        return Json.ok(new Page(live.state().views(kind), null));
    }

    private Response get(Kind kind, Request request) {
        Installation.require(request);
        String name = request.path("name");
        EntryView view = live.state().view(kind, name).orElseThrow(() -> LiveConfig.missing(kind, name));
        return Json.ok(view).with("etag", view.etag());
    }

    private Response put(Kind kind, Request request) {
        Installation.require(request);
        JsonNode entry = read(request.body());
        LiveConfig.Put put = live.put(kind, request.path("name"), entry, Expected.of(request), request.principal());
        EntryView view = put.view();
        return (put.fresh() ? Json.created(view) : Json.ok(view)).with("etag", view.etag());
    }

    private static JsonNode read(byte[] body) {
        try {
            JsonNode entry = STRICT.readTree(body);
            if (!entry.isObject()) {
                throw new Refusal(
                        ErrorCode.INVALID_REQUEST,
                        "The body is no JSON object.",
                        null,
                        "Send the entry with the keys of weir.yaml.");
            }
            return entry;
        } catch (JacksonException e) {
            throw Json.notJson(e);
        }
    }

    private Response delete(Kind kind, Request request) {
        Installation.require(request);
        live.remove(kind, request.path("name"), Expected.of(request), request.principal());
        return Response.empty(204);
    }
}
