package dev.weir.simulator;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

/** One event loop's HTTP server: finds the route, collects the body. */
final class FrontDoor extends VerticleBase {
    private static final String MODELS = "/v1/models";
    private static final String GOOGLE_MODELS = "/v1beta/models";
    private static final String AZURE_MODELS = "/openai/v1/models";
    private static final String OLD_AZURE_MODELS = "/openai/models";
    private static final String TOKEN = "/token";
    private static final String SERVED = "/_served";
    private static final String COUNT = "/_served/count";
    private static final String SCRIPT = "/_script";

    private final Backstage backstage;
    private volatile int actualPort;

    FrontDoor(Backstage backstage) {
        this.backstage = backstage;
    }

    @Override
    public Future<HttpServer> start() {
        ProviderRoutes provider = new ProviderRoutes(vertx, backstage);
        ControlRoutes control = new ControlRoutes(vertx, backstage);
        BatchRoutes batches = new BatchRoutes(backstage, provider);
        return vertx.createHttpServer(settings())
                .requestHandler(request -> handle(request, provider, control, batches))
                .listen(address())
                .onSuccess(server -> actualPort = server.actualPort());
    }

    /** The port in use, once started. */
    int port() {
        return actualPort;
    }

    /**
     * The backlog is the one that the transport comparison needed to accept a thousand clients at once. The HTTP/2
     * limits are wide because a gateway under test puts every stream, and every cancellation, on few connections.
     */
    private static HttpServerOptions settings() {
        return new HttpServerOptions()
                .setAcceptBacklog(4096)
                .setInitialSettings(new Http2Settings().setMaxConcurrentStreams(100_000))
                .setHttp2RstFloodMaxRstFramePerWindow(Integer.MAX_VALUE)
                .setHandle100ContinueAutomatically(true)
                .setMaxHeaderSize(64 * 1024)
                .setTcpNoDelay(true);
    }

    /** Any free port has to be the same one for all servers of this simulator. */
    private SocketAddress address() {
        SimulatorOptions options = backstage.options();
        return options.port() == 0
                ? SocketAddress.sharedRandomPort(1, options.host())
                : SocketAddress.inetSocketAddress(options.port(), options.host());
    }

    private static void handle(
            HttpServerRequest request, ProviderRoutes provider, ControlRoutes control, BatchRoutes batches) {
        switch (request.path()) {
            case ProviderRoutes.CHAT -> body(request, HttpMethod.POST, provider::chat);
            case ProviderRoutes.EMBEDDINGS -> body(request, HttpMethod.POST, provider::embeddings);
            case ProviderRoutes.RESPONSES -> body(request, HttpMethod.POST, provider::responses);
            case ProviderRoutes.MODERATIONS -> body(request, HttpMethod.POST, provider::moderations);
            case ProviderRoutes.MESSAGES -> body(request, HttpMethod.POST, provider::messages);
            case ProviderRoutes.COUNT_TOKENS -> body(request, HttpMethod.POST, provider::countTokens);
            case ProviderRoutes.COHERE_CHAT -> body(request, HttpMethod.POST, provider::cohereChat);
            case ProviderRoutes.COHERE_EMBED -> body(request, HttpMethod.POST, provider::cohereEmbed);
            case ProviderRoutes.COHERE_RERANK, ProviderRoutes.RERANK ->
                body(request, HttpMethod.POST, provider::rerank);
            case SCRIPT -> body(request, HttpMethod.PUT, control::script);
            case SERVED -> served(request, control);
            case COUNT -> get(request, () -> control.count(request));
            case MODELS -> get(request, () -> provider.models(request));
            case GOOGLE_MODELS -> get(request, () -> provider.googleModels(request));
            case AZURE_MODELS, OLD_AZURE_MODELS -> get(request, () -> provider.models(request));
            case TOKEN -> body(request, HttpMethod.POST, (asked, _) -> provider.token(asked));
            case null -> nothingHere(request);
            case String path
            when BatchRoutes.isTheirs(path) ->
                request.body().onSuccess(body -> batches.handle(request, body.getBytes()));
            case String path
            when GooglePath.of(path) instanceof GooglePath google && ProviderRoutes.isGoogles(google) ->
                body(request, HttpMethod.POST, (asked, bytes) -> provider.google(asked, google, bytes));
            case String path
            when ConversePath.of(path) instanceof ConversePath bedrock ->
                body(request, HttpMethod.POST, (asked, bytes) -> provider.bedrock(asked, bedrock, bytes));
            case String path
            when AzurePath.of(path) instanceof AzurePath azure ->
                body(request, HttpMethod.POST, (asked, bytes) -> provider.azure(asked, azure, bytes));
            case String path
            when path.startsWith(MODELS + "/") ->
                get(request, () -> provider.model(request, decoded(path.substring(MODELS.length() + 1))));
            default -> nothingHere(request);
        }
    }

    private static void body(
            HttpServerRequest request, HttpMethod method, BiConsumer<HttpServerRequest, byte[]> route) {
        if (request.method().equals(method)) {
            request.body().onSuccess(body -> route.accept(request, body.getBytes()));
        } else {
            wrongMethod(request, method.name());
        }
    }

    private static void get(HttpServerRequest request, Runnable route) {
        if (request.method().equals(HttpMethod.GET)) {
            route.run();
        } else {
            wrongMethod(request, "GET");
        }
    }

    private static void served(HttpServerRequest request, ControlRoutes control) {
        if (request.method().equals(HttpMethod.GET)) {
            control.list(request);
        } else if (request.method().equals(HttpMethod.DELETE)) {
            control.clear(request);
        } else {
            wrongMethod(request, "GET or DELETE");
        }
    }

    private static String decoded(String name) {
        return URLDecoder.decode(name, StandardCharsets.UTF_8);
    }

    private static void wrongMethod(HttpServerRequest request, String right) {
        String message = "Not allowed method " + request.method() + " for " + request.path() + "; use " + right + ".";
        Replies.error(request, 405, ErrorBody.invalid(message, null));
    }

    private static void nothingHere(HttpServerRequest request) {
        String message = "Unknown request URL: " + request.method() + " " + request.path() + ". There are "
                + String.join(
                        ", ",
                        ProviderRoutes.CHAT,
                        ProviderRoutes.EMBEDDINGS,
                        ProviderRoutes.MESSAGES,
                        ProviderRoutes.RESPONSES,
                        ProviderRoutes.MODERATIONS,
                        BatchRoutes.FILES,
                        BatchRoutes.BATCHES,
                        BatchRoutes.MESSAGE_BATCHES,
                        MODELS,
                        "/v1beta/models/{model}:generateContent",
                        "/openai/deployments/{deployment}/chat/completions",
                        "/model/{model}/converse",
                        ProviderRoutes.COHERE_CHAT,
                        ProviderRoutes.COHERE_EMBED,
                        ProviderRoutes.COHERE_RERANK,
                        SERVED,
                        COUNT,
                        SCRIPT)
                + ".";
        Replies.error(request, 404, ErrorBody.invalid(message, null));
    }
}
