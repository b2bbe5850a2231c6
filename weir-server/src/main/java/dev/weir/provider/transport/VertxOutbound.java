package dev.weir.provider.transport;

import dev.weir.http.EventLoops;
import dev.weir.spi.Cancellation;
import dev.weir.spi.Outbound;
import dev.weir.spi.OutboundException;
import dev.weir.spi.OutboundException.Reason;
import io.vertx.core.Context;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/**
 * {@link Outbound} over Vert.x. HTTP/2 where TLS negotiates it or the address says {@code h2c}, else HTTP/1.1 with a
 * bounded pool.
 */
public final class VertxOutbound implements Outbound, AutoCloseable {
    private static final Set<String> SCHEMES = Set.of("https", "http", "h2c");

    /** HTTP/1.1: as many as one address of this machine can have to one of another, with room for others. */
    private static final int CONNECTIONS_PER_HOST = 16_384;

    private static final int HTTP2_CONNECTIONS_PER_HOST = 64;
    private static final int STREAMS_PER_CONNECTION = 1_000;

    /** Bytes under way on one connection; each of its streams has a window of its own. */
    private static final int CONNECTION_WINDOW = 4 << 20;

    private final EventLoops loops;
    private final HttpClientAgent client;
    private final AddressBook addresses = new AddressBook();
    private final Overdue overdue = new Overdue();

    public VertxOutbound(EventLoops loops) {
        this.loops = loops;
        this.client = loops.vertx()
                .httpClientBuilder()
                .with(new HttpClientOptions()
                        .setUseAlpn(true)
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false)
                        .setHttp2MultiplexingLimit(STREAMS_PER_CONNECTION)
                        .setHttp2ConnectionWindowSize(CONNECTION_WINDOW)
                        .setTcpNoDelay(true)
                        .setKeepAliveTimeout(50)
                        .setDecompressionSupported(true))
                .with(new PoolOptions()
                        .setHttp1MaxSize(CONNECTIONS_PER_HOST)
                        .setHttp2MaxSize(HTTP2_CONNECTIONS_PER_HOST)
                        .setMaxWaitQueueSize(CONNECTIONS_PER_HOST))
                .build();
    }

    @Override
    public Reply send(Request request, Cancellation cancellation) throws OutboundException {
        if (cancellation.isCancelled()) {
            throw new OutboundException(Reason.CANCELLED, "The caller left.");
        }
        RequestOptions options = options(request);
        Context context = loops.context();
        UpstreamReply reply = new UpstreamReply(context, request.timeouts(), cancellation, overdue);
        context.runOnContext(start -> reply.start(client.request(options), request.body()));
        reply.awaitHead();
        return reply;
    }

    HttpClientAgent client() {
        return client;
    }

    private RequestOptions options(Request request) throws OutboundException {
        URI uri = request.uri();
        String scheme = scheme(uri);
        boolean tls = scheme.equals("https");
        InetAddress address = addresses.lookUp(uri.getHost(), request.allowPrivate());
        int port = uri.getPort() > 0 ? uri.getPort() : tls ? 443 : 80;
        RequestOptions options = new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(port, address.getHostAddress()))
                .setHost(uri.getHost())
                .setPort(port)
                .setSsl(tls)
                .setMethod(HttpMethod.valueOf(request.method()))
                .setURI(pathAndQuery(uri))
                .setConnectTimeout(request.timeouts().connect().toMillis());
        if (scheme.equals("http")) {
            options.setProtocolVersion(HttpVersion.HTTP_1_1);
        }
        request.headers().forEach(options::putHeader);
        return options;
    }

    /** {@code h2c} is HTTP/2 without TLS, spoken from the first byte on. */
    private static String scheme(URI uri) throws OutboundException {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (uri.getHost() == null || !SCHEMES.contains(scheme)) {
            throw new OutboundException(
                    Reason.NOT_CONNECTED,
                    "'" + uri + "' is not an address that starts with https://, http:// or h2c://.");
        }
        return scheme;
    }

    private static String pathAndQuery(URI uri) {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    @Override
    public void close() {
        overdue.close();
        client.close();
    }
}
