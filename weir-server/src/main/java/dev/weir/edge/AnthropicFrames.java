package dev.weir.edge;

import dev.weir.dialect.AnthropicErrors;
import dev.weir.dialect.AnthropicMessages;
import dev.weir.dialect.AnthropicWriter;
import dev.weir.dialect.OpenAiChat;
import dev.weir.http.Frames;
import dev.weir.spi.Call;
import dev.weir.spi.Dialect;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Writes a stream as Anthropic's typed events. The last one, {@code message_stop}, is held back until the exchange is
 * settled, and carries {@code weir}; a stream that broke ends with an {@code error} event instead. Events of another
 * dialect are written anew from what they add.
 */
final class AnthropicFrames implements Frames {
    private static final String STOP = "message_stop";

    private final Call call;
    private final Events events;
    private final AnthropicWriter.Events translated;
    private final ArrayDeque<byte[]> ready = new ArrayDeque<>();
    private byte @Nullable [] stop;
    private boolean translating;
    private boolean over;

    AnthropicFrames(Call call, Events events) {
        this.call = call;
        this.events = events;
        this.translated = AnthropicMessages.events(messageId(call), Exchanged.model(call));
    }

    static String messageId(Call call) {
        return "msg_" + call.recording().id().value();
    }

    @Override
    public byte @Nullable [] next() {
        while (ready.isEmpty() && !over) {
            switch (events.next()) {
                case Event.Chunk chunk -> take(chunk);
                case Event.Failed failed -> {
                    over = true;
                    ready.add(frame("error", AnthropicErrors.write(failed.refusal(), call.requestId())));
                }
                case null -> end();
            }
        }
        return ready.poll();
    }

    private void take(Event.Chunk chunk) {
        if (!chunk.isFor(Dialect.ANTHROPIC_MESSAGES)) {
            translating = true;
            translated.add(chunk.deltas(), chunk.usage()).forEach(this::add);
            return;
        }
        String type = AnthropicMessages.eventType(chunk.json());
        translated.follow(type, chunk.json());
        if (type.equals(STOP)) {
            stop = chunk.json();
        } else {
            ready.add(frame(type, chunk.json()));
        }
    }

    private void end() {
        over = true;
        if (translating) {
            translated.finish().forEach(this::add);
        }
        byte[] last = stop == null ? translated.stop() : stop;
        add(call.options().present() ? OpenAiChat.withWeir(last, WeirExtras.json(call)) : last);
    }

    private void add(byte[] json) {
        ready.add(frame(json));
    }

    /** An event under the name that it has in its {@code type}. */
    static byte[] frame(byte[] json) {
        return frame(AnthropicMessages.eventType(json), json);
    }

    private static byte[] frame(String type, byte[] json) {
        byte[] name = ("event: " + type + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] data = ChatFrames.frame(json);
        byte[] frame = java.util.Arrays.copyOf(name, name.length + data.length);
        System.arraycopy(data, 0, frame, name.length, data.length);
        return frame;
    }

    @Override
    public void close() {
        events.close();
    }
}
