package dev.weir.edge;

import dev.weir.dialect.OpenAiChat;
import dev.weir.dialect.OpenAiErrors;
import dev.weir.dialect.TextCompletion;
import dev.weir.http.Frames;
import dev.weir.http.Refusal;
import dev.weir.pipeline.Gateway;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Call;
import dev.weir.spi.Delta;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import dev.weir.spi.Operation;
import dev.weir.spi.Usage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the answers to the prompts of a legacy completion as one stream, the next one asked for when one is over. */
final class CompletionFrames implements Frames {
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

    private final TextCompletion completion;
    private final List<Call> calls;
    private final Gateway gateway;
    private final ArrayDeque<byte[]> ready = new ArrayDeque<>();
    private Events events;
    private int prompt;
    private boolean begun;
    private boolean over;
    private @Nullable Usage stated;
    private Usage usage = Usage.NONE;

    CompletionFrames(TextCompletion completion, List<Call> calls, Events first, Gateway gateway) {
        this.completion = completion;
        this.calls = calls;
        this.events = first;
        this.gateway = gateway;
    }

    @Override
    public byte @Nullable [] next() {
        while (ready.isEmpty() && !over) {
            switch (events.next()) {
                case Event.Chunk chunk -> take(chunk);
                case Event.Failed failed -> fail(failed.refusal());
                case null -> endOfPrompt();
            }
        }
        return ready.poll();
    }

    private void take(Event.Chunk chunk) {
        stated = chunk.usage() == null ? stated : chunk.usage();
        if (!begun && completion.echo()) {
            for (int choice = 0; choice < completion.choices(); choice++) {
                add(new Delta(choice, completion.prompts().get(prompt), "", "", null, null));
            }
        }
        begun = true;
        chunk.deltas().forEach(delta -> {
            if (!delta.text().isEmpty() || !delta.refusal().isEmpty() || delta.finishReason() != null) {
                add(delta);
            }
        });
    }

    private void add(Delta delta) {
        Call first = calls.getFirst();
        ready.add(ChatFrames.frame(completion.event(
                CompletionsRoutes.id(first),
                CompletionsRoutes.created(first),
                Exchanged.model(calls.get(prompt)),
                prompt,
                delta)));
    }

    private void fail(Refused refusal) {
        over = true;
        ready.add(ChatFrames.frame(OpenAiErrors.write(refusal, calls.getFirst().requestId())));
    }

    private void endOfPrompt() {
        usage = stated == null ? usage : usage.plus(stated);
        stated = null;
        begun = false;
        events.close();
        if (++prompt == calls.size()) {
            end();
            return;
        }
        switch (answer()) {
            case Answer.Streamed streamed -> events = streamed.events();
            case Refused refused -> fail(refused);
            case Answer.Whole whole ->
                throw new IllegalStateException("an answer in one piece, but a stream was asked");
        }
    }

    /** A limit may end what has begun: the answer has no status to say so any more. */
    private Answer answer() {
        try {
            return gateway.call(calls.get(prompt));
        } catch (Refusal refusal) {
            return refusal.refused();
        }
    }

    private void end() {
        over = true;
        Call first = calls.getFirst();
        boolean wanted = first.operation() instanceof Operation.Chat chat && chat.includeUsage();
        if (wanted) {
            ready.add(ChatFrames.frame(last(first, usage)));
        }
        if (first.options().present()) {
            ready.add(ChatFrames.frame(OpenAiChat.withWeir(last(first, null), WeirExtras.json(first))));
        }
        ready.add(DONE);
    }

    private static byte[] last(Call call, @Nullable Usage usage) {
        return TextCompletion.end(
                CompletionsRoutes.id(call), CompletionsRoutes.created(call), Exchanged.model(call), usage);
    }

    @Override
    public void close() {
        events.close();
    }
}
