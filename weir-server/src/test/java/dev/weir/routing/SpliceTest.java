package dev.weir.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.dialect.GeminiStream;
import dev.weir.dialect.OpenAiChat;
import dev.weir.spi.Delta;
import dev.weir.spi.Dialect;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SpliceTest {
    private static final OpenAiChatChunks CHUNKS = new OpenAiChatChunks();

    /** However both answers are cut into pieces, the caller gets the text once. */
    @Property
    void whatAgreesIsJoinedWithoutASeam(
            @ForAll @Size(min = 1, max = 6) List<@AlphaChars @NotEmpty String> pieces, @ForAll int cut) {
        String whole = String.join("", pieces);
        String said = whole.substring(0, Math.floorMod(cut, whole.length() + 1));
        Pieces again = new Pieces(pieces, "stop");

        Events rest = Objects.requireNonNull(Splice.after(said, again));
        Said all = new Said();
        boolean finished = false;
        StringBuilder text = new StringBuilder(said);
        for (Event event = rest.next(); event != null; event = rest.next()) {
            Event.Chunk chunk = (Event.Chunk) event;
            Event.Chunk read = (Event.Chunk) OpenAiChat.readChunk(chunk.json());
            assertThat(read.deltas()).isEqualTo(chunk.deltas());
            all.add(chunk);
            finished |= chunk.deltas().stream().anyMatch(delta -> delta.finishReason() != null);
        }
        assertThat(text.append(all.text()).toString()).isEqualTo(whole);
        assertThat(finished).isTrue();
    }

    @Test
    void theRestOfAnotherDialectIsSaidOnce() {
        Pieces again = new Pieces(List.of(new GeminiStream().read("""
                {"candidates": [{"content": {"parts": [{"text": "A tale"}]}, "finishReason": "STOP"}]}"""
                .getBytes(StandardCharsets.UTF_8))));

        Event.Chunk chunk = (Event.Chunk)
                Objects.requireNonNull(Objects.requireNonNull(Splice.after("A ta", again)).next());

        assertThat(chunk.dialect()).isEqualTo(Dialect.GEMINI);
        assertThat(chunk.deltas()).containsExactly(new Delta(0, "le", "", "", null, "stop"));
    }

    @Test
    void whatDoesNotAgreeIsClosed() {
        Pieces other = new Pieces(List.of("A ta", "ll order"), "stop");
        assertThat(Splice.after("A tale", other)).isNull();
        assertThat(other.closed).isTrue();
    }

    @Test
    void anAnswerThatEndsSoonerDoesNotAgree() {
        assertThat(Splice.after("A tale", new Pieces(List.of("A ta"), "stop"))).isNull();
    }

    private static final class OpenAiChatChunks {
        Event text(String text) {
            return OpenAiChat.readChunk(OpenAiChat.chunks("c", 0, "m").text(text));
        }

        Event finish(String reason) {
            return OpenAiChat.readChunk(OpenAiChat.chunks("c", 0, "m").finish(reason));
        }
    }

    private static final class Pieces implements Events {
        private final Iterator<Event> events;
        private boolean closed;

        Pieces(List<String> pieces, String finish) {
            this(Stream.concat(pieces.stream().map(CHUNKS::text), Stream.of(CHUNKS.finish(finish)))
                    .toList());
        }

        Pieces(List<Event> all) {
            events = all.iterator();
        }

        @Override
        public @Nullable Event next() {
            return events.hasNext() ? events.next() : null;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
