package dev.weir.routing;

import dev.weir.dialect.TokenProbabilities;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.AnswerContent;
import dev.weir.spi.Call;
import dev.weir.spi.Delta;
import dev.weir.spi.Dialect;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is held back until it is judged: all of it, or as much of a stream as the policy's bounds allow. What
 * Weir alone asked for, the tokens' probabilities, is taken out of what is passed on. One thread uses it.
 */
final class HeldAnswer {
    private final CascadePolicy policy;
    private final Call call;
    private final boolean strip;
    private final Certainty certainty = new Certainty();
    private final List<Delta> deltas = new ArrayList<>();
    private final ArrayDeque<Event> held = new ArrayDeque<>();
    private Answer answer;
    private long bytes;
    private long characters;
    private boolean complete;

    private HeldAnswer(CascadePolicy policy, Call call, Answer answer) {
        this.policy = policy;
        this.call = call;
        this.strip = call.probabilities();
        this.answer = answer;
    }

    /** Holds an answer back; one that breaks while it is held is a refusal like any other. */
    static HeldAnswer of(CascadePolicy policy, Call call, Answer answer) {
        HeldAnswer held = new HeldAnswer(policy, call, answer);
        switch (answer) {
            case Answer.Whole whole -> held.take(whole);
            case Answer.Streamed streamed -> held.take(streamed.events());
            case Refused _ -> held.complete = true;
        }
        return held;
    }

    private void take(Answer.Whole whole) {
        look(whole.dialect(), whole.json(), whole.deltas());
        answer = new Answer.Whole(
                whole.dialect(), passedOn(whole.dialect(), whole.json()), whole.deltas(), whole.usage());
        complete = true;
    }

    private void take(Events source) {
        long until = call.recording().elapsedNanos() + policy.patience().toNanos();
        while (isPatient(until)) {
            Event event = source.next();
            switch (event) {
                case null -> {
                    complete = true;
                    answer = new Answer.Streamed(new Replayed(source));
                    return;
                }
                case Event.Failed failed -> {
                    source.close();
                    answer = failed.refusal();
                    return;
                }
                case Event.Chunk chunk -> hold(chunk);
            }
        }
        answer = new Answer.Streamed(new Replayed(source));
    }

    private boolean isPatient(long until) {
        boolean begun = policy.judge() == CascadePolicy.Judge.BEGINNING && characters >= policy.beginning();
        return !begun
                && bytes < policy.hold()
                && (deltas.isEmpty() || call.recording().elapsedNanos() < until);
    }

    private void hold(Event.Chunk chunk) {
        look(chunk.dialect(), chunk.json(), chunk.deltas());
        for (Delta delta : chunk.deltas()) {
            characters += delta.text().length()
                    + delta.reasoning().length()
                    + (delta.toolCall() == null
                            ? 0
                            : delta.toolCall().arguments().length());
        }
        bytes += chunk.json().length;
        held.add(passedOn(chunk));
    }

    private void look(Dialect dialect, byte[] json, List<Delta> added) {
        deltas.addAll(added);
        if (dialect == Dialect.OPENAI_CHAT) {
            TokenProbabilities.read(json, certainty::add);
        }
    }

    private Event.Chunk passedOn(Event.Chunk chunk) {
        return strip && chunk.dialect() == Dialect.OPENAI_CHAT
                ? new Event.Chunk(
                        chunk.dialect(), TokenProbabilities.removed(chunk.json()), chunk.deltas(), chunk.usage())
                : chunk;
    }

    private byte[] passedOn(Dialect dialect, byte[] json) {
        return strip && dialect == Dialect.OPENAI_CHAT ? TokenProbabilities.removed(json) : json;
    }

    /** What is passed on, from its beginning. */
    Answer answer() {
        return answer;
    }

    AnswerContent content() {
        return AnswerContent.of(deltas);
    }

    Certainty certainty() {
        return certainty;
    }

    boolean isComplete() {
        return complete;
    }

    /** Nobody wants it; what is still being made is cancelled. */
    void drop() {
        if (answer instanceof Answer.Streamed streamed) {
            streamed.events().close();
        }
    }

    /** What was held, then the rest. */
    private final class Replayed implements Events {
        private final Events source;

        Replayed(Events source) {
            this.source = source;
        }

        @Override
        public @Nullable Event next() {
            Event event = held.poll();
            if (event != null) {
                return event;
            }
            Event rest = source.next();
            return rest instanceof Event.Chunk chunk ? passedOn(chunk) : rest;
        }

        @Override
        public void close() {
            source.close();
        }
    }
}
