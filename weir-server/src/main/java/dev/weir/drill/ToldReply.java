package dev.weir.drill;

import dev.weir.spi.Outbound;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A reply that no provider gave. */
final class ToldReply implements Outbound.Reply {
    private final int status;
    private final Map<String, String> headers;
    private byte[] body;

    ToldReply(int status, Map<String, String> headers, String body) {
        this.status = status;
        this.headers = headers;
        this.body = body.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public Optional<String> header(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return wanted.equals("content-type")
                ? Optional.of("application/json")
                : Optional.ofNullable(headers.get(wanted));
    }

    @Override
    public byte[] next() {
        byte[] piece = body;
        body = new byte[0];
        return piece;
    }

    @Override
    public byte[] readAll(int limit) {
        return next();
    }

    @Override
    public void close() {
        body = new byte[0];
    }
}
