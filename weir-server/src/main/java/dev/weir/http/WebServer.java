package dev.weir.http;

import dev.weir.kernel.IdSource;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Cancellation;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Principal;
import dev.weir.store.StorageException;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening end: HTTP/1.1 and HTTP/2 without TLS, one event loop a processor, one virtual thread a request.
 *
 * <p>Closing stops accepting, lets running requests finish for {@link Options#grace}, cancels what is left and waits
 * for it to settle.
 */
public final class WebServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WebServer.class);
    private static final Duration SETTLE = Duration.ofSeconds(3);

    private final EventLoops loops;
    private final Options options;
    private final Router router;
    private final Authenticator authenticator;
    private final Map<String, ErrorFormat> faces;
    private final RefusalListener refusals;
    private final IdSource ids;
    private final Admission admission;
    private final Set<Cancellation> running = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;
    private volatile int port;

    /**
     * @param maxBody bytes a request body may have
     * @param maxConcurrent requests worked on at once; streams count while they run
     * @param grace how long running requests may go on after {@link #close}
     */
    public record Options(String host, int port, int maxBody, int maxConcurrent, Duration grace) {}

    /**
     * @param faces how errors are written, by the path's first segments ({@code /v1}, {@code /v1/messages}), of which
     *     the longest entry counts; the entry {@code ""} is for all others
     */
    public WebServer(
            EventLoops loops,
            Options options,
            List<Route> routes,
            Authenticator authenticator,
            Map<String, ErrorFormat> faces,
            RefusalListener refusals,
            IdSource ids) {
        this.loops = loops;
        this.options = options;
        this.router = new Router(routes);
        this.authenticator = authenticator;
        this.faces = Map.copyOf(faces);
        this.refusals = refusals;
        this.ids = ids;
        this.admission = new Admission(options.maxConcurrent());
    }

    /**
     * Starts to listen.
     *
     * @throws IOException if the port is taken or the address is not this machine's
     */
    public void start() throws IOException {
        HttpServerOptions http = new HttpServerOptions()
                .setHost(options.host())
                .setPort(options.port())
                .setAcceptBacklog(4096)
                .setTcpNoDelay(true)
                .setHandle100ContinueAutomatically(true)
                .setMaxHeaderSize(32 * 1024)
                .setMaxInitialLineLength(16 * 1024)
                .setMaxFormAttributeSize(options.maxBody());
        try {
            loops.vertx()
                    .deployVerticle(() -> new Listener(http), new DeploymentOptions().setInstances(loops.count()))
                    .await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw notListening(e);
        }
    }

    private IOException notListening(Exception e) {
        Throwable cause = e;
        while (cause != null && !(cause instanceof BindException)) {
            cause = cause.getCause();
        }
        String where = options.host() + ":" + options.port();
        return new IOException(
                cause == null
                        ? "Cannot listen on " + where + ": " + e.getMessage()
                        : "Cannot listen on " + where + ": another program does, or the address is not this"
                                + " machine's. Choose another port with --port.",
                e);
    }

    /** The port it listens on: the one asked for, or the one the system chose for 0. */
    public int port() {
        return port;
    }

    /** Requests that are being worked on. */
    public int inFlight() {
        return admission.inside();
    }

    @Override
    public void close() {
        draining = true;
        if (!settledWithin(options.grace())) {
            List.copyOf(running).forEach(Cancellation::cancel);
            settledWithin(SETTLE);
        }
    }

    private boolean settledWithin(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (admission.inside() > 0) {
            if (System.nanoTime() > end) {
                return false;
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /** One listening socket on one event loop; the system spreads connections over them. */
    private final class Listener extends VerticleBase {
        private final HttpServerOptions http;
        private @Nullable HttpServer server;

        Listener(HttpServerOptions http) {
            this.http = http;
        }

        @Override
        public Future<?> start() {
            server = vertx.createHttpServer(http).requestHandler(this::receive);
            return server.listen(address()).onSuccess(listening -> port = listening.actualPort());
        }

        /** Port 0 must be the same free port for all listeners. */
        private SocketAddress address() {
            return options.port() == 0
                    ? SocketAddress.sharedRandomPort(1, options.host())
                    : SocketAddress.inetSocketAddress(options.port(), options.host());
        }

        private void receive(HttpServerRequest request) {
            long largestForm = router.largestForm(request.method().name(), request.path());
            new Incoming(request, context, options.maxBody(), largestForm)
                    .read(WebServer.this::admit, WebServer.this::serve);
        }
    }

    /** On the event loop, before the body is read. */
    private @Nullable Refused admit() {
        if (draining) {
            return new Refused(
                    ErrorCode.SHUTTING_DOWN,
                    "Weir is shutting down. Try again in a moment, or at another node.",
                    null,
                    null,
                    Duration.ofSeconds(1),
                    null);
        }
        if (!admission.tryEnter()) {
            return new Refused(
                    ErrorCode.OVERLOADED,
                    "Weir works on " + options.maxConcurrent()
                            + " requests already, which is its bound. Try again in a moment.",
                    null,
                    "Raise server.max_concurrent if this machine can do more.",
                    Duration.ofSeconds(1),
                    null);
        }
        return null;
    }

    /** On the request's virtual thread. */
    private void serve(Incoming incoming) {
        Cancellation cancellation = incoming.cancellation();
        boolean entered = incoming.refused() == null || incoming.admitted();
        running.add(cancellation);
        try {
            Request request = incoming.request(ids.next("req_"));
            incoming.write(request, answer(request, incoming.refused()));
        } catch (RuntimeException e) {
            log.error("A response could not be written", e);
            incoming.abort();
        } finally {
            running.remove(cancellation);
            if (entered) {
                admission.leave();
            }
        }
    }

    private Response answer(Request request, @Nullable Refused early) {
        Caller caller = new Caller();
        try {
            if (early != null) {
                throw new Refusal(early);
            }
            return handle(request, caller);
        } catch (Refusal e) {
            refusals.refused(request.id(), request.method(), request.path(), caller.principal, e.refused());
            return face(request.path()).write(e.refused(), request);
        } catch (StorageException e) {
            return face(request.path()).write(stored(e, request), request);
        } catch (RuntimeException | Error e) {
            return face(request.path()).write(bug(e, request), request);
        }
    }

    /** A disk that is full or cannot be written is no mistake of Weir's. */
    private static Refused stored(StorageException e, Request request) {
        if (!e.isExplained()) {
            return bug(e, request);
        }
        log.error("Request {} failed in {} {}: {}", request.id(), request.method(), request.path(), e.getMessage());
        return Refused.of(ErrorCode.STORAGE_UNAVAILABLE, e.getMessage() + ".");
    }

    private static Refused bug(Throwable e, Request request) {
        log.error("Request {} failed in {} {}", request.id(), request.method(), request.path(), e);
        return Refused.of(
                ErrorCode.INTERNAL_ERROR,
                "Weir failed at this request. The log has the details under request id " + request.id() + ".");
    }

    private Response handle(Request request, Caller caller) {
        Router.Match match = router.find(request.method(), request.path());
        Request matched = request.matched(match.values());
        return switch (match.route().access()) {
            case Access.Open open -> match.route().handler().handle(matched);
            case Access.AtLeast needed -> {
                Principal principal = authenticator.identify(matched);
                caller.principal = principal;
                if (!principal.may(needed.role())) {
                    throw forbidden(principal, needed);
                }
                yield match.route().handler().handle(matched.by(principal));
            }
        };
    }

    private static Refusal forbidden(Principal principal, Access.AtLeast needed) {
        return new Refusal(
                ErrorCode.FORBIDDEN,
                "The key '" + principal.name() + "' has the role "
                        + principal.role().name().toLowerCase(java.util.Locale.ROOT) + "; this needs "
                        + needed.role().name().toLowerCase(java.util.Locale.ROOT) + ".",
                null,
                "An owner or admin can create a key with that role.");
    }

    private ErrorFormat face(String path) {
        String prefix = path;
        while (!prefix.isEmpty() && !faces.containsKey(prefix)) {
            prefix = prefix.substring(0, Math.max(0, prefix.lastIndexOf('/')));
        }
        return java.util.Objects.requireNonNull(faces.get(prefix));
    }

    /** Who called, once that is known; the refusal log wants it even when the handler throws. */
    private static final class Caller {
        private @Nullable Principal principal;
    }
}
