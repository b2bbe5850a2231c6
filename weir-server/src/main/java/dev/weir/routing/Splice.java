package dev.weir.routing;

import dev.weir.dialect.OpenAiChat;
import dev.weir.spi.Delta;
import dev.weir.spi.Dialect;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rest of an answer that was made a second time, after what a caller has got of the first. The two must agree sign
 * for sign as far as the first went; where they do not, there is no rest.
 */
final class Splice implements Events {
    private final Events again;
    private final String said;
    private int agreed;
    private @Nullable Event seam;

    private Splice(Events again, String said) {
        this.again = again;
        this.said = said;
    }

    /** The rest, or null, the second answer being closed. */
    static @Nullable Events after(String said, Events again) {
        Splice splice = new Splice(again, said);
        if (splice.catchUp()) {
            return splice;
        }
        again.close();
        return null;
    }

    private boolean catchUp() {
        while (agreed < said.length()) {
            if (!(again.next() instanceof Event.Chunk chunk) || !agrees(chunk)) {
                return false;
            }
        }
        return true;
    }

    private boolean agrees(Event.Chunk chunk) {
        StringBuilder more = new StringBuilder();
        boolean finished = false;
        for (Delta delta : chunk.deltas()) {
            if (!Said.isText(delta)) {
                return false;
            }
            more.append(delta.text());
            finished |= delta.finishReason() != null;
        }
        int common = Math.min(more.length(), said.length() - agreed);
        boolean same = said.startsWith(more.substring(0, common), agreed);
        agreed += common;
        String rest = more.substring(common);
        if (!rest.isEmpty() || finished) {
            seam = seam(chunk, rest);
        }
        return same && (agreed == said.length() || !finished);
    }

    /** Bytes of another dialect than the caller's are not read again, so that only what they add has to be right. */
    private static Event seam(Event.Chunk chunk, String rest) {
        String finish = chunk.deltas().stream()
                .map(Delta::finishReason)
                .filter(reason -> reason != null)
                .findFirst()
                .orElse(null);
        boolean own = chunk.dialect() == Dialect.OPENAI_CHAT;
        return new Event.Chunk(
                chunk.dialect(),
                own ? OpenAiChat.withText(chunk.json(), rest) : chunk.json(),
                List.of(new Delta(0, rest, "", "", null, finish)),
                chunk.usage());
    }

    @Override
    public @Nullable Event next() {
        Event first = seam;
        seam = null;
        return first == null ? again.next() : first;
    }

    @Override
    public void close() {
        again.close();
    }
}
