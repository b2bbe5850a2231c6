package dev.weir.http;

import dev.weir.spi.Answer.Refused;
import dev.weir.spi.ErrorCode;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A form that is read while it arrives. The event loop puts pieces into a queue and stops reading the socket while
 * about a megabyte waits; the request's own thread takes them out.
 */
final class FormStream {
    static final Refused MALFORMED = Refused.of(
            ErrorCode.INVALID_REQUEST,
            "The form broke off, or is not written as multipart/form-data is.",
            null,
            "Send it whole, each part after its boundary and with its name, in not too many or too long fields.");

    private static final long MOST_WAITING = 1 << 20;
    private static final long MOST_IN_FIELDS = 1 << 20;
    private static final long PATIENCE_SECONDS = 60;

    private final HttpServerRequest request;
    private final Context context;
    private final long largest;
    private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
    private final AtomicLong waiting = new AtomicLong();
    private long received;
    private long inFiles;
    private volatile boolean paused;
    private volatile boolean ended;
    private volatile boolean abandoned;

    private sealed interface Piece {
        record Begin(String field, String fileName) implements Piece {}

        record Bytes(byte[] bytes) implements Piece {}

        record End(Map<String, String> fields) implements Piece {}

        record Broken(Refused why) implements Piece {}
    }

    private FormStream(HttpServerRequest request, Context context, long largest) {
        this.request = request;
        this.context = context;
        this.largest = largest;
    }

    /** Starts to read; on the event loop. */
    static FormStream of(HttpServerRequest request, Context context, long largest) {
        FormStream form = new FormStream(request, context, largest);
        request.setExpectMultipart(true).uploadHandler(form::file);
        request.handler(form::count);
        request.exceptionHandler(failure -> form.broken(MALFORMED));
        request.endHandler(end -> form.end());
        return form;
    }

    static Refused tooLarge(long largest) {
        return Refused.of(
                ErrorCode.REQUEST_TOO_LARGE,
                "The file is larger than what is taken, " + largest + " bytes with its form.",
                "file",
                "Split it, or raise files.max_size.");
    }

    private void file(HttpServerFileUpload upload) {
        put(new Piece.Begin(upload.name(), upload.filename() == null ? "" : upload.filename()));
        upload.handler(this::piece);
    }

    private void piece(Buffer piece) {
        inFiles += piece.length();
        if (abandoned) {
            return;
        }
        put(new Piece.Bytes(piece.getBytes()));
        if (waiting.addAndGet(piece.length()) > MOST_WAITING && !paused) {
            paused = true;
            request.pause();
            resume(0);
        }
    }

    private void count(Buffer raw) {
        received += raw.length();
        if (received > largest || received - inFiles > MOST_IN_FIELDS + raw.length()) {
            broken(tooLarge(largest));
        }
    }

    private void end() {
        Map<String, String> fields = new LinkedHashMap<>();
        request.formAttributes().forEach(fields::putIfAbsent);
        ended = true;
        put(new Piece.End(fields));
    }

    private void broken(Refused why) {
        if (!ended) {
            put(new Piece.Broken(why));
        }
    }

    private void put(Piece piece) {
        if (!abandoned) {
            pieces.add(piece);
        }
    }

    /** On the request's own thread; once. */
    Map<String, String> receive(FormReceiver receiver) {
        while (true) {
            switch (next()) {
                case Piece.Begin begin -> receiver.begin(begin.field(), begin.fileName());
                case Piece.Bytes bytes -> {
                    resume(bytes.bytes().length);
                    receiver.take(bytes.bytes());
                }
                case Piece.End end -> {
                    return end.fields();
                }
                case Piece.Broken broken -> throw new Refusal(broken.why());
            }
        }
    }

    private Piece next() {
        try {
            @Nullable Piece piece = pieces.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (piece != null) {
                return piece;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new Refusal(
                ErrorCode.INVALID_REQUEST, "Nothing of the form has come for " + PATIENCE_SECONDS + " seconds.");
    }

    private void resume(int taken) {
        if (waiting.addAndGet(-taken) < MOST_WAITING / 2 && paused) {
            paused = false;
            context.runOnContext(now -> request.resume());
        }
    }

    /** Drops what still comes; whether anything does. */
    boolean abandon() {
        if (ended) {
            return false;
        }
        abandoned = true;
        pieces.clear();
        context.runOnContext(now -> request.resume());
        return true;
    }
}
