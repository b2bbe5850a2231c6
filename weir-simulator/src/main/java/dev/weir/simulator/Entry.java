package dev.weir.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A log line while it is being written: small, because 200,000 of them are kept.
 *
 * <p>One event loop writes it. The volatile outcome is written last, so a reader who sees an outcome sees what led to
 * it.
 */
final class Entry {
    private static final char BETWEEN = '\n';

    private final long ordinal;
    private final long began;
    private final String path;
    private final @Nullable String ids;
    private final long hash;
    private final byte @Nullable [] body;
    private String model = "";
    private boolean stream;
    private int promptTokens;
    private int completionTokens;
    private short status;
    private long ended;
    private volatile int chunks;
    private volatile Outcome outcome = Outcome.OPEN;

    Entry(long ordinal, Instant began, String path, @Nullable String ids, long hash, byte @Nullable [] body) {
        this.ordinal = ordinal;
        this.began = micros(began);
        this.path = path;
        this.ids = ids;
        this.hash = hash;
        this.body = body;
    }

    /** Three headers in one string: one object instead of three in every line. */
    static @Nullable String ids(@Nullable String request, @Nullable String exchange, @Nullable String attempt) {
        return request == null && exchange == null && attempt == null
                ? null
                : blank(request) + BETWEEN + blank(exchange) + BETWEEN + blank(attempt);
    }

    long ordinal() {
        return ordinal;
    }

    String model() {
        return model;
    }

    void understood(String askedModel, boolean streamed, int prompt) {
        model = askedModel;
        stream = streamed;
        promptTokens = prompt;
    }

    void status(int sent) {
        status = (short) sent;
    }

    void sent(int chunksSoFar, int tokensSoFar) {
        completionTokens = tokensSoFar;
        chunks = chunksSoFar;
    }

    void end(Outcome how, InstantSource clock) {
        ended = micros(clock.instant());
        outcome = how;
    }

    Served served() {
        Outcome seen = outcome;
        return new Served(
                ordinal,
                instant(began),
                "POST",
                path,
                model,
                stream,
                status,
                seen,
                seen == Outcome.OPEN ? null : instant(ended),
                chunks,
                promptTokens,
                completionTokens,
                id(0),
                id(1),
                id(2),
                HexFormat.of().toHexDigits(hash),
                body == null ? null : new String(body, StandardCharsets.UTF_8));
    }

    private @Nullable String id(int which) {
        String id = ids == null ? "" : ids.split("\n", -1)[which];
        return id.isEmpty() ? null : id;
    }

    private static String blank(@Nullable String id) {
        return id == null ? "" : id;
    }

    private static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000), Math.floorMod(micros, 1_000_000) * 1_000L);
    }
}
