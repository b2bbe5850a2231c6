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

/** {@link Outbound} over Vert.x. HTTP/2 where TLS negotiates it, else HTTP/1.1 with a bounded pool. */
public final class VertxOutbound implements Outbound, AutoCloseable {
    private static final int CONNECTIONS_PER_HOST = 8_192;

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
                        .setTcpNoDelay(true)
                        .setKeepAliveTimeout(50)
                        .setDecompressionSupported(true))
                .with(new PoolOptions()
                        .setHttp1MaxSize(CONNECTIONS_PER_HOST)
                        .setHttp2MaxSize(64)
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

    private RequestOptions options(Request request) throws OutboundException {
        URI uri = request.uri();
        boolean tls = isTls(uri);
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
        if (!tls) {
            options.setProtocolVersion(HttpVersion.HTTP_1_1);
        }
        request.headers().forEach(options::putHeader);
        return options;
    }

    private static boolean isTls(URI uri) throws OutboundException {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (uri.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
            throw new OutboundException(
                    Reason.NOT_CONNECTED, "'" + uri + "' is not an address that starts with https:// or http://.");
        }
        return scheme.equals("https");
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
