package dev.weir.http;

import dev.weir.kernel.IdSource;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Cancellation;
import dev.weir.spi.ErrorCode;
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
import java.util.function.Predicate;
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
    /** Where the faces of model clients are; their requests and all others have no place in common. */
    private static final String CALLS = "/v1/";

    /** Room for those who wait: a backstop for memory, far above what the turnstile lets wait for long. */
    private static final int WAITING = 16_384;

    /** A browser asks for a page and what belongs to it at once. */
    private static final int PAGES = 1_024;

    private final EventLoops loops;
    private final Options options;
    private final Reception reception;
    private final Occupancy calls;
    private final Occupancy others;
    private final Occupancy open;
    private final Sockets sockets;
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
     * Who may begin.
     *
     * @param calls which routes pass the turnstile; all others, such as pages, are answered at once
     */
    public record Doors(Turnstile turnstile, Predicate<Route> calls, SocketRules sockets) {
        /** Everybody may begin at once. */
        public static final Doors OPEN = new Doors(Turnstile.OPEN, route -> false, SocketRules.USUAL);
    }

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
            IdSource ids,
            Doors doors) {
        this.loops = loops;
        this.options = options;
        this.reception = Reception.of(routes, authenticator, faces, refusals, ids, doors.turnstile(), doors.calls());
        this.sockets = new Sockets(reception, doors.sockets(), new Messages());
        this.calls = new Occupancy(options.maxConcurrent() + WAITING);
        this.open = new Occupancy(WAITING);
        this.others = new Occupancy(Math.max(PAGES, options.maxConcurrent()));
    }

    /** A server without a turnstile. */
    public WebServer(
            EventLoops loops,
            Options options,
            List<Route> routes,
            Authenticator authenticator,
            Map<String, ErrorFormat> faces,
            RefusalListener refusals,
            IdSource ids) {
        this(loops, options, routes, authenticator, faces, refusals, ids, Doors.OPEN);
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
                .setMaxHeaderSize(32 * 1024)
                .setMaxInitialLineLength(16 * 1024)
                .setMaxFormAttributeSize(options.maxBody())
                .setMaxWebSocketFrameSize(options.maxBody())
                .setMaxWebSocketMessageSize(options.maxBody())
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setWebSocketSubProtocols(SocketRules.PROTOCOLS);
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

    /** Requests that are being worked on, or wait. */
    public int inFlight() {
        return calls.inside() + others.inside();
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
        while (inFlight() > 0) {
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
            server = vertx.createHttpServer(http)
                    .requestHandler(this::receive)
                    .invalidRequestHandler(new Unreadable(reception)::answer);
            return server.listen(address()).onSuccess(listening -> port = listening.actualPort());
        }

        /** Port 0 must be the same free port for all listeners. */
        private SocketAddress address() {
            return options.port() == 0
                    ? SocketAddress.sharedRandomPort(1, options.host())
                    : SocketAddress.inetSocketAddress(options.port(), options.host());
        }

        private void receive(HttpServerRequest request) {
            long largestForm = reception.router().largestForm(request.method().name(), request.path());
            Incoming incoming = new Incoming(request, context, options.maxBody(), largestForm);
            if (incoming.wantsSocket()) {
                incoming.readHead(() -> refused(open), arrived -> serve(arrived, open, sockets));
                return;
            }
            Occupancy occupancy = incoming.path().startsWith(CALLS) ? calls : others;
            incoming.read(() -> refused(occupancy), arrived -> serve(arrived, occupancy, null));
        }
    }

    /** On the event loop, before the body is read. */
    private @Nullable Refused refused(Occupancy occupancy) {
        if (draining) {
            return new Refused(
                    ErrorCode.SHUTTING_DOWN,
                    "Weir is shutting down. Try again in a moment, or at another node.",
                    null,
                    null,
                    Duration.ofSeconds(1),
                    null);
        }
        if (!occupancy.tryEnter()) {
            return new Refused(
                    ErrorCode.OVERLOADED,
                    "Weir holds as many requests already as it can. Try again in a moment.",
                    null,
                    "Raise server.max_concurrent if this machine can do more.",
                    Duration.ofSeconds(1),
                    null);
        }
        return null;
    }

    /** On the request's virtual thread. */
    private void serve(Incoming incoming, Occupancy occupancy, @Nullable Sockets socketsWanted) {
        Cancellation cancellation = incoming.cancellation();
        boolean entered = incoming.refused() == null || incoming.admitted();
        running.add(cancellation);
        Runnable over = () -> {
            running.remove(cancellation);
            if (entered) {
                occupancy.leave();
            }
        };
        Once once = new Once(over);
        try {
            new Visit(reception, incoming, once, socketsWanted).begin();
        } catch (RuntimeException | Error e) {
            log.error("A request could not be taken", e);
            incoming.abort();
            once.run();
        }
    }

    /** Messages on sockets count as the requests that they are. */
    private final class Messages implements SocketVisit.Running {
        @Override
        public @Nullable Refused begin(Cancellation cancellation) {
            Refused refused = refused(calls);
            if (refused == null) {
                running.add(cancellation);
            }
            return refused;
        }

        @Override
        public void end(Cancellation cancellation) {
            running.remove(cancellation);
            calls.leave();
        }
    }
}
