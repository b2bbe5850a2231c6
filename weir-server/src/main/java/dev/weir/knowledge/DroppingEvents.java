package dev.weir.knowledge;

import dev.weir.dialect.ChatWriter;
import dev.weir.knowledge.embedding.EmbeddingException;
import dev.weir.knowledge.grounding.AnswerSentences;
import dev.weir.spi.Answer;
import dev.weir.spi.Delta;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import dev.weir.spi.Grounded.Action;
import dev.weir.spi.Usage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A stream without the sentences that are not supported. A sentence is passed on when it has been judged, which is when
 * the next one begins: no more than one sentence is held back, and of that no more than {@link AnswerSentences#LONGEST}
 * characters. What is passed on depends on the text and never on the pieces it comes in. One thread uses it.
 */
final class DroppingEvents implements Events {
    private final Events source;
    private final Hearing hearing;
    private final ChatWriter.Chunks chunks;
    private final AnswerSentences sentences = new AnswerSentences();
    private final List<Assessed.Part> judged = new ArrayList<>();
    private final ArrayDeque<Event> ready = new ArrayDeque<>();
    private @Nullable Usage usage;
    private int at;
    private boolean begun;
    private boolean recorded;
    private boolean over;

    DroppingEvents(Events source, Hearing hearing) {
        this.source = source;
        this.hearing = hearing;
        this.chunks = Rewritten.chunks(hearing.call());
    }

    @Override
    public @Nullable Event next() {
        while (ready.isEmpty() && !over) {
            try {
                hear(source.next());
            } catch (EmbeddingException | RejectedExecutionException e) {
                fail(GroundingStage.unjudged(hearing.call(), e));
            }
        }
        return ready.poll();
    }

    private void hear(@Nullable Event event) {
        switch (event) {
            case Event.Chunk chunk -> take(chunk);
            case Event.Failed failed -> fail(failed.refusal());
            case null -> end();
        }
    }

    private void fail(Answer.Refused refusal) {
        over = true;
        ready.add(new Event.Failed(refusal));
    }

    private void take(Event.Chunk chunk) {
        if (!begun) {
            begun = true;
            ready.add(new Event.Chunk(chunks.role(), List.of(), null));
        }
        usage = chunk.usage() == null ? usage : chunk.usage();
        chunk.deltas().forEach(this::take);
    }

    private void take(Delta delta) {
        if (delta.choice() != 0) {
            ready.add(Rewritten.piece(chunks, delta));
            return;
        }
        pass(sentences.add(delta.text()));
        if (delta.toolCall() != null || delta.finishReason() != null) {
            pass(sentences.finish());
        }
        if (delta.finishReason() != null) {
            record();
        }
        Delta rest = Rewritten.withoutText(delta);
        if (Rewritten.hasMore(rest)) {
            ready.add(Rewritten.piece(chunks, rest));
        }
    }

    private void pass(List<AnswerSentences.Piece> pieces) {
        for (AnswerSentences.Piece piece : pieces) {
            Assessed.Part part = hearing.judge(piece, at);
            at += piece.text().length();
            judged.add(part);
            if (!part.isUnsupported()) {
                ready.add(Rewritten.piece(chunks, Delta.text(part.text())));
            }
        }
    }

    private void record() {
        if (recorded) {
            return;
        }
        recorded = true;
        Assessed all = new Assessed(judged);
        Assessed kept = all.withoutUnsupported();
        int dropped = all.unsupported().size();
        if (kept.parts().size() + dropped > judged.size()) {
            ready.add(Rewritten.piece(chunks, Delta.text(Assessed.LEFT_OUT)));
        }
        hearing.record(kept, dropped == 0 ? Action.NONE : Action.DROPPED, dropped);
    }

    private void end() {
        over = true;
        pass(sentences.finish());
        record();
        if (usage != null) {
            ready.add(new Event.Chunk(chunks.usage(usage), List.of(), usage));
        }
    }

    @Override
    public void close() {
        source.close();
    }
}
