package dev.weir.idempotency;

import dev.weir.http.Frames;
import dev.weir.http.Response;
import dev.weir.store.JournalRecord.KeptAnswer;
import java.io.ByteArrayOutputStream;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers that are given again, and say so. */
final class Replay {
    /** Stripe's name for it. */
    static final String HEADER = "idempotent-replayed";

    /** In {@code x-ratelimit-*} and {@code anthropic-ratelimit-*}. */
    private static final String RATES = "ratelimit-";

    private static final int FIRST_ERROR = 400;

    private Replay() {}

    /** OpenAI's and Anthropic's clients try again after some errors; under the same key that is no use. */
    static Response of(KeptAnswer kept) {
        Map<String, String> headers = lasting(kept.headers());
        Response again = marked(
                kept.stream()
                        ? new Response.Stream(
                                kept.status(), headers, new Pieces(kept.pieces().iterator()))
                        : new Response.Full(kept.status(), headers, body(kept)));
        return kept.status() < FIRST_ERROR ? again : again.with("x-should-retry", "false");
    }

    /** What was left of the limits then is nobody's business now: clients pace themselves by it. */
    private static Map<String, String> lasting(Map<String, String> headers) {
        Map<String, String> lasting = new LinkedHashMap<>(headers);
        lasting.keySet().removeIf(name -> name.toLowerCase(Locale.ROOT).contains(RATES));
        return lasting;
    }

    static Response marked(Response response) {
        return response.with(HEADER, "true");
    }

    private static byte[] body(KeptAnswer kept) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        kept.pieces().forEach(body::writeBytes);
        return body.toByteArray();
    }

    private record Pieces(Iterator<byte[]> rest) implements Frames {
        @Override
        public byte @Nullable [] next() {
            return rest.hasNext() ? rest.next() : null;
        }

        @Override
        public void close() {}
    }
}
