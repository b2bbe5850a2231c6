package dev.weir.edge;

import dev.weir.dialect.OpenAiChat;
import dev.weir.dialect.OpenAiErrors;
import dev.weir.http.Frames;
import dev.weir.spi.Call;
import dev.weir.spi.Dialect;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import dev.weir.spi.Operation;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Writes a chat stream as server-sent events. A usage event that the client did not ask for is dropped; {@code weir}
 * comes in an event of its own before {@code [DONE]}; a stream that broke ends with OpenAI's error object instead.
 * Events of another dialect are written anew from what they add.
 */
final class ChatFrames implements Frames {
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Call call;
    private final Operation.Chat chat;
    private final Events events;
    private final TranslatedChat translated;
    private final ArrayDeque<byte[]> ready = new ArrayDeque<>();
    private State state = State.EVENTS;

    private enum State {
        EVENTS,
        EXTRAS,
        DONE,
        OVER
    }

    ChatFrames(Call call, Operation.Chat chat, Events events) {
        this.call = call;
        this.chat = chat;
        this.events = events;
        this.translated = new TranslatedChat(call);
    }

    @Override
    public byte @Nullable [] next() {
        return switch (state) {
            case EVENTS -> nextEvent();
            case EXTRAS -> extras();
            case DONE -> done();
            case OVER -> null;
        };
    }

    private byte @Nullable [] nextEvent() {
        while (ready.isEmpty()) {
            switch (events.next()) {
                case Event.Chunk chunk -> take(chunk);
                case Event.Failed failed -> {
                    state = State.OVER;
                    return frame(OpenAiErrors.write(failed.refusal(), call.requestId()));
                }
                case null -> {
                    state = call.options().present() ? State.EXTRAS : State.DONE;
                    return translated.usage() == null || !chat.includeUsage() ? next() : frame(translated.usage());
                }
            }
        }
        return ready.poll();
    }

    private void take(Event.Chunk chunk) {
        if (chunk.dialect() != Dialect.OPENAI_CHAT) {
            translated.events(chunk).forEach(json -> ready.add(frame(json)));
        } else if (!isUnwantedUsage(chunk)) {
            ready.add(frame(chunk.json()));
        }
    }

    private boolean isUnwantedUsage(Event.Chunk chunk) {
        return chunk.usage() != null
                && chunk.deltas().isEmpty()
                && !chat.includeUsage()
                && !OpenAiChat.hasChoices(chunk.json());
    }

    private byte[] extras() {
        state = State.DONE;
        byte[] empty = OpenAiChat.chunks(
                        "chatcmpl-" + call.recording().id(),
                        call.recording().startedAt().getEpochSecond(),
                        chat.model())
                .empty();
        return frame(OpenAiChat.withWeir(empty, WeirExtras.json(call)));
    }

    private byte[] done() {
        state = State.OVER;
        return DONE;
    }

    /** JSON that spans lines needs the field's name on each of them. */
    static byte[] frame(byte[] json) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(json.length + 16);
        frame.writeBytes(DATA);
        int from = 0;
        for (int i = 0; i < json.length; i++) {
            if (json[i] == '\n') {
                frame.write(json, from, i + 1 - from);
                frame.writeBytes(DATA);
                from = i + 1;
            }
        }
        frame.write(json, from, json.length - from);
        frame.writeBytes(END);
        return frame.toByteArray();
    }

    @Override
    public void close() {
        events.close();
    }
}
