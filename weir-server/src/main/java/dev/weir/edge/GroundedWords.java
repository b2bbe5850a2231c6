package dev.weir.edge;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.spi.Grounded;
import dev.weir.spi.Grounded.Conflict;
import dev.weir.spi.Grounded.Fault;
import dev.weir.spi.Grounded.Sentence;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was found out about an answer's sentences, as the {@code weir} member says it. */
final class GroundedWords {
    private GroundedWords() {}

    static List<Told> sentences(Grounded grounded) {
        return grounded.sentences().stream().map(Told::of).toList();
    }

    static List<Dispute> conflicts(Grounded grounded) {
        return grounded.conflicts().stream().map(Dispute::of).toList();
    }

    static Done done(Grounded grounded) {
        return new Done(
                grounded.policy().wire(),
                grounded.action().wire(),
                grounded.threshold(),
                grounded.objected(),
                grounded.judge(),
                grounded.calibratedOn());
    }

    /**
     * What a policy has done.
     *
     * @param objected how many sentences it objected to
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Done(
            String policy,
            String action,
            double threshold,
            int objected,
            @Nullable String judge,
            String calibratedOn) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Told(
            String text,
            WeirExtras.CitedSpan span,
            String verdict,
            @Nullable Double score,
            List<Integer> citations,
            @Nullable Integer source,
            @Nullable List<Wrong> faults,
            @Nullable Boolean judged) {
        static Told of(Sentence sentence) {
            return new Told(
                    sentence.text(),
                    new WeirExtras.CitedSpan(sentence.start(), sentence.end()),
                    sentence.verdict().wire(),
                    sentence.score(),
                    sentence.citations(),
                    sentence.source(),
                    sentence.faults().isEmpty()
                            ? null
                            : sentence.faults().stream().map(Wrong::of).toList(),
                    sentence.judged() ? true : null);
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Wrong(String kind, @Nullable Integer n, @Nullable String quote) {
        static Wrong of(Fault fault) {
            return new Wrong(fault.kind().wire(), fault.citation(), fault.quote());
        }
    }

    record Dispute(int sentence, String kind, List<Side> passages) {
        static Dispute of(Conflict conflict) {
            return new Dispute(
                    conflict.sentence(),
                    conflict.kind().wire(),
                    List.of(Side.of(conflict.one()), Side.of(conflict.other())));
        }
    }

    record Side(int n, String documentId, WeirExtras.CitedSpan span, String quote) {
        static Side of(Conflict.Side side) {
            return new Side(
                    side.number(), side.documentId(), new WeirExtras.CitedSpan(side.start(), side.end()), side.quote());
        }
    }
}
