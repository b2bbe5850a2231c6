package dev.weir.provider.transport;

import dev.weir.http.EventLoops;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A reverse proxy to one server: bodies pass piece by piece in both directions, at the slower side's pace, and whatever
 * its {@link Watcher} does, callers get what that server answers. Only the headers of the connection itself, {@code
 * host}, {@code expect} and {@code accept-encoding} are Weir's own.
 */
public final class Relay implements AutoCloseable {
    private static final long CONNECT_MILLIS = 10_000;
    private static final int LONGEST_LINE = 64 * 1024;
    private static final Set<String> OF_THE_CONNECTION = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");
    /** Answers must be readable for whoever watches. */
    private static final Set<String> OWN = Set.of("host", "expect", "accept-encoding");

    private final EventLoops loops;
    private final VertxOutbound outbound;
    private final URI target;
    private final Watcher watcher;
    private @Nullable HttpServer server;

    /** Sees what passes. Called on event loops, perhaps on several at once: must not block. */
    public interface Watcher {
        /**
         * A request has come.
         *
         * @param path with its query
         * @param headers names in lower case
         * @return what watches this one; null if nothing does
         */
        @Nullable
        Watch begin(String method, String path, Map<String, String> headers);
    }

    /** Sees one exchange. An exception ends the watching, never the exchange. */
    public interface Watch {
        void requestPiece(byte[] piece);

        void requestEnd();

        /**
         * @param headers names in lower case
         */
        void head(int status, Map<String, String> headers);

        void piece(byte[] piece);

        void end();

        /** There will be no end: the server broke off, or cannot be reached. */
        void broken();

        /** There will be no end: the caller left. */
        void left();
    }

    /**
     * @param target where requests go; its path comes before theirs
     */
    public Relay(EventLoops loops, VertxOutbound outbound, URI target, Watcher watcher) {
        this.loops = loops;
        this.outbound = outbound;
        this.target = target;
        this.watcher = watcher;
    }

    /**
     * Starts to listen.
     *
     * @param port 0 for any that is free
     * @return the port
     * @throws IOException if it cannot be had
     */
    public int start(String host, int port) throws IOException {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(host)
                .setPort(port)
                .setTcpNoDelay(true)
                .setHttp2ClearTextEnabled(false)
                .setHandle100ContinueAutomatically(true)
                .setMaxHeaderSize(LONGEST_LINE)
                .setMaxInitialLineLength(LONGEST_LINE);
        try {
            server = loops.vertx()
                    .createHttpServer(options)
                    .requestHandler(this::pass)
                    .listen()
                    .await(30, TimeUnit.SECONDS);
            return server.actualPort();
        } catch (Exception e) {
            throw new IOException(
                    "Cannot listen on " + host + ":" + port + ": another program does, or the address is not this"
                            + " machine's. Choose another port with --port.",
                    e);
        }
    }

    private void pass(HttpServerRequest asked) {
        if (wantsSocket(asked)) {
            refuse(asked, 501, "The mirror passes no sockets on.");
            return;
        }
        asked.pause();
        Guarded watch = new Guarded(begun(asked));
        asked.response().closeHandler(left -> watch.left());
        outbound.client()
                .request(options(asked))
                .onComplete(passed -> forward(asked, passed, watch), failure -> unreachable(asked, watch));
    }

    /** Other upgrades are offers, such as that of HTTP/2, and may be left alone (RFC 9110, 7.8). */
    private static boolean wantsSocket(HttpServerRequest asked) {
        return asked.headers().getAll("upgrade").stream()
                .flatMap(value -> Stream.of(value.split(",")))
                .anyMatch(protocol -> protocol.strip().toLowerCase(Locale.ROOT).startsWith("websocket"));
    }

    private @Nullable Watch begun(HttpServerRequest asked) {
        try {
            return watcher.begin(asked.method().name(), asked.uri(), plain(asked.headers()));
        } catch (RuntimeException e) {
            return null;
        }
    }

    private static Map<String, String> plain(MultiMap headers) {
        Map<String, String> plain = new HashMap<>();
        headers.forEach((name, value) -> plain.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
        return plain;
    }

    private RequestOptions options(HttpServerRequest asked) {
        boolean tls = "https".equals(target.getScheme());
        String base = target.getRawPath() == null ? "" : target.getRawPath().replaceAll("/$", "");
        RequestOptions options = new RequestOptions()
                .setHost(target.getHost())
                .setPort(target.getPort() > 0 ? target.getPort() : tls ? 443 : 80)
                .setSsl(tls)
                .setMethod(HttpMethod.valueOf(asked.method().name()))
                .setURI(base + asked.uri())
                .setConnectTimeout(CONNECT_MILLIS);
        if (!tls) {
            options.setProtocolVersion(HttpVersion.HTTP_1_1);
        }
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        copy(asked.headers(), headers, OWN);
        return options.setHeaders(headers.set("accept-encoding", "identity"));
    }

    private static void copy(MultiMap from, MultiMap to, Set<String> but) {
        Set<String> left = new HashSet<>(OF_THE_CONNECTION);
        left.addAll(but);
        from.getAll("connection").stream()
                .flatMap(named -> Stream.of(named.split(",")))
                .forEach(name -> left.add(name.strip().toLowerCase(Locale.ROOT)));
        for (Map.Entry<String, String> header : from) {
            if (!left.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                to.add(header.getKey(), header.getValue());
            }
        }
    }

    private void forward(HttpServerRequest asked, HttpClientRequest passed, Guarded watch) {
        if (asked.response().closed()) {
            passed.reset();
            return;
        }
        if (asked.getHeader("content-length") == null && asked.getHeader("transfer-encoding") != null) {
            passed.setChunked(true);
        }
        asked.response().closeHandler(left -> {
            watch.left();
            passed.reset();
        });
        passed.response().onComplete(reply -> answer(asked, reply, watch), failure -> unreachable(asked, watch));
        pump(asked, passed, watch::requestPiece, () -> {
            watch.requestEnd();
            return passed.end();
        });
        asked.exceptionHandler(left -> passed.reset());
        asked.resume();
    }

    private static void answer(HttpServerRequest asked, HttpClientResponse reply, Guarded watch) {
        HttpServerResponse answer = asked.response();
        if (answer.closed() || answer.ended()) {
            reply.request().reset();
            return;
        }
        answer.setStatusCode(reply.statusCode());
        String message = reply.statusMessage();
        if (message != null && !message.isEmpty()) {
            answer.setStatusMessage(message);
        }
        copy(reply.headers(), answer.headers(), Set.of());
        boolean hasBody =
                !asked.method().equals(HttpMethod.HEAD) && reply.statusCode() != 204 && reply.statusCode() != 304;
        answer.setChunked(hasBody && reply.getHeader("content-length") == null);
        watch.head(reply.statusCode(), plain(reply.headers()));
        pump(reply, answer, watch::piece, () -> {
            watch.end();
            dropRest(asked);
            return answer.end();
        });
        reply.exceptionHandler(broken -> {
            watch.broken();
            answer.reset();
        });
    }

    private interface End {
        Future<?> end();
    }

    /** At the pace of the slower side. */
    private static void pump(ReadStream<Buffer> from, WriteStream<Buffer> to, Consumer<Buffer> seen, End end) {
        from.handler(piece -> {
            seen.accept(piece);
            to.write(piece);
            if (to.writeQueueFull()) {
                from.pause();
                to.drainHandler(drained -> from.resume());
            }
        });
        from.endHandler(over -> end.end());
    }

    private void unreachable(HttpServerRequest asked, Guarded watch) {
        watch.broken();
        if (asked.response().headWritten()) {
            asked.response().reset();
        } else if (!asked.response().closed()) {
            dropRest(asked);
            refuse(
                    asked,
                    502,
                    "The mirror got no answer from " + target.getScheme() + "://" + target.getAuthority() + ".");
        }
    }

    /** What a caller still sends that nobody wants any more; its next request comes after it. */
    private static void dropRest(HttpServerRequest asked) {
        if (!asked.isEnded()) {
            asked.handler(piece -> {}).resume();
        }
    }

    private static void refuse(HttpServerRequest asked, int status, String message) {
        asked.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end("{\"error\": {\"message\": \"" + message + "\", \"type\": \"mirror_error\", \"code\": null}}");
    }

    @Override
    public void close() {
        HttpServer listening = server;
        if (listening != null) {
            listening.close();
        }
    }

    /** A watch that cannot harm. On the exchange's event loop. */
    private static final class Guarded {
        private @Nullable Watch watch;

        Guarded(@Nullable Watch watch) {
            this.watch = watch;
        }

        void requestPiece(Buffer piece) {
            tell(told -> told.requestPiece(piece.getBytes()));
        }

        void requestEnd() {
            tell(Watch::requestEnd);
        }

        void head(int status, Map<String, String> headers) {
            tell(told -> told.head(status, headers));
        }

        void piece(Buffer piece) {
            tell(told -> told.piece(piece.getBytes()));
        }

        void end() {
            tell(Watch::end);
            watch = null;
        }

        void broken() {
            tell(Watch::broken);
            watch = null;
        }

        void left() {
            tell(Watch::left);
            watch = null;
        }

        private void tell(Consumer<Watch> what) {
            Watch told = watch;
            if (told == null) {
                return;
            }
            try {
                what.accept(told);
            } catch (RuntimeException e) {
                watch = null;
            }
        }
    }
}
