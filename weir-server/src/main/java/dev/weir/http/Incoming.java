package dev.weir.http;

import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Cancellation;
import dev.weir.spi.ErrorCode;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way in and out: the body is gathered on the event loop, then a virtual thread takes over. Writes
 * may come from any thread; Vert.x brings them to the loop.
 */
final class Incoming {
    private static final byte[] NOTHING = new byte[0];

    /** How long, and how much, is read on after a refusal before the connection is closed. */
    private static final long LINGER_MILLIS = 2_000;

    private static final long MOST_DISCARDED = 64L << 20;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Context context;
    private final int maxBody;
    private final long largestForm;
    private final Cancellation cancellation = new Cancellation();
    private final List<Request.Part> parts = new ArrayList<>(0);
    private @Nullable Buffer body;
    private @Nullable FormStream form;
    private boolean grown;
    private int received;
    private boolean admitted;
    private boolean handedOver;
    private long discarded;
    private boolean bodyEnded;
    private @Nullable Runnable closing;
    private @Nullable Refused refused;
    private UnaryOperator<@Nullable String> headers = this::header;
    private volatile @Nullable Thread writer;
    private volatile boolean gone;

    /**
     * @param maxBody the most bytes of a body that is gathered
     * @param largestForm the most bytes of a form that is received piece by piece; 0 if it is gathered, too
     */
    Incoming(HttpServerRequest request, Context context, int maxBody, long largestForm) {
        this.request = request;
        this.response = request.response();
        this.context = context;
        this.maxBody = maxBody;
        this.largestForm = largestForm;
    }

    /** Gathers the body, then runs {@code serve} on a virtual thread; on the event loop. */
    void read(Supplier<@Nullable Refused> admission, Consumer<Incoming> serve) {
        response.closeHandler(closed -> leave());
        response.exceptionHandler(failure -> {
            if (!isMalformedForm(failure)) {
                leave();
            }
        });
        refused = admission.get();
        admitted = refused == null;
        if (refused == null && contentLength() > (streams() ? largestForm : maxBody)) {
            refused = streams() ? FormStream.tooLarge(largestForm) : tooLarge();
        }
        if (refused == null) {
            refused = encoded();
        }
        if (refused != null) {
            request.handler(this::discard);
            request.exceptionHandler(failure -> leave());
            request.endHandler(end -> bodyEnded());
            handOver(serve);
            return;
        }
        if ("100-continue".equalsIgnoreCase(request.getHeader("expect"))) {
            response.writeContinue();
        }
        if (streams()) {
            form = FormStream.of(request, context, largestForm);
            handOver(serve);
            return;
        }
        if (isMultipart()) {
            request.setExpectMultipart(true).uploadHandler(this::gather);
        }
        request.handler(piece -> gather(piece, serve));
        request.exceptionHandler(failure -> {
            if (isMalformedForm(failure)) {
                refused = FormStream.MALFORMED;
                handOver(serve);
            } else {
                leaveUnread(serve);
            }
        });
        request.endHandler(end -> {
            bodyEnded();
            handOver(serve);
        });
    }

    /** Requests are not unpacked: a small body that becomes a large one would pass every bound. */
    private @Nullable Refused encoded() {
        String encoding = request.getHeader("content-encoding");
        if (encoding == null || encoding.isBlank() || encoding.strip().equalsIgnoreCase("identity")) {
            return null;
        }
        return Refused.of(
                ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                "The body is packed as " + shortened(encoding.strip()) + ", which is not unpacked here.",
                "content-encoding",
                "Send it as it is, without content-encoding.");
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    /** What still comes after a refusal. */
    private void discard(Buffer piece) {
        discarded += piece.length();
        if (discarded > MOST_DISCARDED) {
            bodyEnded();
        }
    }

    private void bodyEnded() {
        bodyEnded = true;
        if (closing != null) {
            closing.run();
            closing = null;
        }
    }

    private boolean streams() {
        return largestForm > 0 && isMultipart();
    }

    private long contentLength() {
        String length = request.getHeader("content-length");
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private boolean isMultipart() {
        String type = request.getHeader("content-type");
        return type != null && type.regionMatches(true, 0, "multipart/form-data", 0, 19);
    }

    private void gather(Buffer piece, Consumer<Incoming> serve) {
        received += piece.length();
        if (received > maxBody) {
            refused = tooLarge();
            body = null;
            request.handler(this::discard);
            handOver(serve);
        } else if (refused == null) {
            append(piece);
        }
    }

    /** Most bodies come in one piece, which is kept as it is; the second piece starts a buffer that grows. */
    private void append(Buffer piece) {
        if (body == null) {
            body = piece;
        } else if (grown) {
            body.appendBuffer(piece);
        } else {
            body = Buffer.buffer(Math.max(received, (int) contentLength()))
                    .appendBuffer(body)
                    .appendBuffer(piece);
            grown = true;
        }
    }

    private void gather(HttpServerFileUpload upload) {
        Buffer content = Buffer.buffer();
        upload.handler(content::appendBuffer);
        upload.endHandler(end -> parts.add(new Request.Part(upload.name(), upload.filename(), content.getBytes())));
    }

    private Refused tooLarge() {
        return Refused.of(
                ErrorCode.REQUEST_TOO_LARGE,
                "The body is larger than " + maxBody + " bytes.",
                null,
                "Send less, or raise server.max_body.");
    }

    /** The client broke off inside its own request: there is nobody to answer, but what was taken is given back. */
    private void leaveUnread(Consumer<Incoming> serve) {
        leave();
        refused = refused == null ? Refused.of(ErrorCode.CANCELLED, "The client left.") : refused;
        handOver(serve);
    }

    /** Vert.x tells the response, too, of a form that cannot be read; its client is still there and waits. */
    private static boolean isMalformedForm(Throwable failure) {
        return failure instanceof DecoderException;
    }

    private void handOver(Consumer<Incoming> serve) {
        if (!handedOver) {
            handedOver = true;
            resume(() -> serve.accept(this));
        }
    }

    /** Goes on, on a thread of its own. */
    void resume(Runnable rest) {
        Thread.startVirtualThread(
                () -> ScopedValue.where(EventLoops.CURRENT, context).run(rest));
    }

    private void leave() {
        gone = true;
        cancellation.cancel();
        LockSupport.unpark(writer);
    }

    Context context() {
        return context;
    }

    Cancellation cancellation() {
        return cancellation;
    }

    boolean wantsSocket() {
        String upgrade = request.getHeader("upgrade");
        return upgrade != null && upgrade.equalsIgnoreCase("websocket") && request.canUpgradeToWebSocket();
    }

    /** Takes a request that opens a socket; nothing of it is read. On the event loop. */
    void readHead(Supplier<@Nullable Refused> admission, Consumer<Incoming> serve) {
        request.pause();
        headers = SocketRules.withKey(this::header);
        refused = admission.get();
        admitted = refused == null;
        handOver(serve);
    }

    /** Answers with a socket instead of a response. */
    void upgrade(Consumer<ServerWebSocket> opened, Runnable failed) {
        context.runOnContext(now -> request.toWebSocket().onComplete(opened::accept, failure -> failed.run()));
    }

    String path() {
        String path = request.path();
        return path == null ? "/" : path;
    }

    boolean admitted() {
        return admitted;
    }

    @Nullable
    Refused refused() {
        return refused;
    }

    Request request(String id) {
        if (isMultipart() && !streams() && refused == null) {
            request.formAttributes()
                    .forEach((name, value) ->
                            parts.add(new Request.Part(name, "", value.getBytes(StandardCharsets.UTF_8))));
        }
        byte[] content = body == null ? NOTHING : body.getBytes();
        body = null;
        return new Request(
                id,
                request.method().name(),
                path(),
                request.query(),
                headers,
                content,
                List.copyOf(parts),
                cancellation,
                form);
    }

    /** HTTP/2 has the host in a pseudo-header of its own. */
    private @Nullable String header(String name) {
        String value = request.getHeader(name);
        return value == null && name.equalsIgnoreCase("host") && request.authority() != null
                ? request.authority().toString()
                : value;
    }

    /** Writes the response and, for a stream, each of its frames as it comes. */
    void write(Request answered, Response out) {
        response.setStatusCode(out.status());
        response.putHeader("x-request-id", answered.id());
        for (Map.Entry<String, String> header : out.headers().entrySet()) {
            response.putHeader(header.getKey(), header.getValue());
        }
        if (refused != null || (form != null && form.abandon())) {
            response.putHeader("connection", "close");
        }
        switch (out) {
            case Response.Full full -> writeFull(full);
            case Response.Stream stream -> writeStream(stream);
        }
    }

    private void writeFull(Response.Full full) {
        if (gone) {
            return;
        }
        if (request.method().name().equals("HEAD")) {
            response.putHeader("content-length", Integer.toString(full.body().length));
            response.end();
        } else if (refused != null) {
            context.runOnContext(now -> endAfterBody(Buffer.buffer(full.body())));
        } else {
            response.end(Buffer.buffer(full.body()));
        }
    }

    /**
     * Answers a client that may still be sending. If the connection were closed at once, what comes after would be
     * answered with a reset, and the client could lose the answer: RFC 9112, section 9.6.
     */
    private void endAfterBody(Buffer answer) {
        if (bodyEnded || gone) {
            response.end(answer);
            return;
        }
        response.putHeader("content-length", Integer.toString(answer.length()));
        response.write(answer);
        closing = () -> {
            if (!gone && !response.ended()) {
                response.end();
            }
        };
        context.owner().setTimer(LINGER_MILLIS, late -> bodyEnded());
    }

    private void writeStream(Response.Stream stream) {
        writer = Thread.currentThread();
        try (Frames frames = stream.frames()) {
            response.putHeader("cache-control", "no-cache").setChunked(true);
            byte[] frame = frames.next();
            while (frame != null && !gone) {
                response.write(Buffer.buffer(frame));
                awaitRoom();
                frame = frames.next();
            }
        }
        if (!gone) {
            response.end();
        }
    }

    /** Waits while the client reads more slowly than the answer is made. */
    private void awaitRoom() {
        if (!response.writeQueueFull()) {
            return;
        }
        response.drainHandler(drained -> LockSupport.unpark(writer));
        while (response.writeQueueFull() && !gone) {
            LockSupport.parkNanos(this, 100_000_000);
        }
    }

    void abort() {
        if (!gone) {
            response.reset();
        }
    }
}
