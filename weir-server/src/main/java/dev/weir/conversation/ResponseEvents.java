package dev.weir.conversation;

import dev.weir.dialect.OpenAiResponses;
import dev.weir.dialect.ResponseWriter;
import dev.weir.kernel.Clock;
import dev.weir.spi.Answer;
import dev.weir.spi.Call;
import dev.weir.spi.Dialect;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import dev.weir.store.StorageException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stream in the words of the Responses API. A vendor's own events are passed on as they came; others, and those that
 * go on where a vendor broke off, are written. The response is kept before its last event is passed on.
 */
final class ResponseEvents implements Events {
    private final Events source;
    private final Call call;
    private final @Nullable String previous;
    private final ResponseWriter writer;
    private final Clock clock;
    private final Consumer<byte[]> keep;
    private final ArrayDeque<Event> ready = new ArrayDeque<>(4);
    private Event.@Nullable Chunk last;
    private boolean over;

    ResponseEvents(
            Events source,
            Call call,
            @Nullable String previous,
            ResponseWriter writer,
            Clock clock,
            Consumer<byte[]> keep) {
        this.source = source;
        this.call = call;
        this.previous = previous;
        this.writer = writer;
        this.clock = clock;
        this.keep = keep;
    }

    @Override
    public @Nullable Event next() {
        while (ready.isEmpty() && !over) {
            switch (source.next()) {
                case Event.Chunk chunk -> take(chunk);
                case Event.Failed failed -> fail(failed.refusal());
                case null -> end();
            }
        }
        return ready.poll();
    }

    private void take(Event.Chunk chunk) {
        if (!chunk.isFor(Dialect.OPENAI_RESPONSES)) {
            ready.add(new Event.Chunk(Dialect.OPENAI_RESPONSES, new byte[0], chunk.deltas(), chunk.usage()));
            write(writer.add(chunk.deltas(), chunk.usage()));
            return;
        }
        Event.Chunk told = previous == null ? chunk : continuing(chunk, previous);
        if (OpenAiResponses.isLast(told.json())) {
            last = told;
        } else {
            writer.follow(told.json(), told.deltas());
            ready.add(told);
        }
    }

    private static Event.Chunk continuing(Event.Chunk chunk, String previous) {
        byte[] json = OpenAiResponses.eventContinuing(chunk.json(), previous);
        return new Event.Chunk(chunk.dialect(), json, chunk.deltas(), chunk.usage());
    }

    private void write(List<byte[]> events) {
        events.forEach(json -> ready.add(silent(json)));
    }

    private static Event silent(byte[] json) {
        return new Event.Chunk(Dialect.OPENAI_RESPONSES, json, List.of(), null);
    }

    private void end() {
        over = true;
        try {
            if (last == null) {
                write(writer.finish(call.recording().citations()));
                byte[] whole = writer.whole(ResponseStage.model(call), clock.instant());
                keep.accept(whole);
                ready.add(silent(writer.last(whole)));
            } else {
                keep.accept(OpenAiResponses.responseOf(last.json()));
                ready.add(last);
            }
        } catch (StorageException e) {
            fail(Answer.Refused.of(ErrorCode.STORAGE_UNAVAILABLE, e.getMessage() + " The response cannot be kept."));
        }
    }

    private void fail(Answer.Refused refusal) {
        over = true;
        write(writer.failed(refusal, call.requestId()));
        ready.add(new Event.Failed(refusal));
    }

    @Override
    public void close() {
        source.close();
    }
}
