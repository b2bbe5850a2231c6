package dev.weir.knowledge;

import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.knowledge.evaluation.JudgedSet;
import dev.weir.knowledge.evaluation.Measured;
import dev.weir.knowledge.evaluation.Mode;
import dev.weir.knowledge.evaluation.RetrievalEval;
import dev.weir.knowledge.evaluation.SpanEval;
import dev.weir.knowledge.evaluation.SpanSet;
import dev.weir.knowledge.index.Arm;
import dev.weir.spi.document.DocumentText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * Measures retrieval on a judged set through the service that answers real questions: {@code ./weir kb eval FOLDER}.
 * The documents stay in the directory given, so that a second run embeds nothing anew.
 */
public final class KnowledgeEval {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private KnowledgeEval() {}

    /** Hears how many passages still wait for vectors. */
    public interface Waiting extends IntConsumer {}

    /**
     * Measures which documents are found.
     *
     * @param folder {@code corpus.jsonl}, {@code queries.jsonl} and {@code qrels.tsv}
     * @param settings how to cut and to join the arms
     * @param modes the arms to be measured
     * @param directory keeps the index; one for each way of cutting
     * @throws IOException where a file of the set is missing or malformed, with its place
     */
    public static List<Measured> run(
            Path folder, KbSettings settings, List<Mode> modes, Path directory, Clock clock, Waiting waiting)
            throws IOException, InterruptedException {
        JudgedSet set = JudgedSet.read(folder);
        return in(directory, clock, set.documents(), settings, modes, waiting, base -> {
            RetrievalEval eval = new RetrievalEval(base, set.judged());
            return modes.stream()
                    .map(mode -> eval.measure(mode.with(settings.fusing())))
                    .toList();
        });
    }

    /**
     * Measures which words would go before a model.
     *
     * @param folder {@code corpus.jsonl}, {@code queries.jsonl} and {@code qrels_spans.tsv}
     * @param limit passages for each question
     */
    public static List<SpanEval.Figures> spans(
            Path folder, KbSettings settings, List<Mode> modes, int limit, Path directory, Clock clock, Waiting waiting)
            throws IOException, InterruptedException {
        SpanSet set = SpanSet.read(folder);
        return in(directory, clock, set.documents(), settings, modes, waiting, base -> {
            SpanEval eval = new SpanEval(base, set, limit);
            return modes.stream()
                    .map(mode -> eval.measure(mode, settings.fusing()))
                    .toList();
        });
    }

    private static <T> T in(
            Path directory,
            Clock clock,
            List<JudgedSet.Text> documents,
            KbSettings settings,
            List<Mode> modes,
            Waiting waiting,
            Function<KnowledgeBase, T> measure)
            throws InterruptedException {
        try (LocalRoom room = LocalRoom.open(directory, clock, new IdSource(clock))) {
            room.add(submissions(documents), settings.checked());
            try (Consultation consultation = room.consult()) {
                if (modes.stream().map(Mode::arms).anyMatch(KnowledgeEval::needVectors)) {
                    awaitVectors(consultation, waiting);
                }
                return measure.apply(consultation.base());
            }
        }
    }

    private static boolean needVectors(Set<Arm> arms) {
        return arms.contains(Arm.DENSE);
    }

    private static List<Submission> submissions(List<JudgedSet.Text> documents) {
        return documents.stream()
                .filter(document -> !(document.title() + document.text()).isBlank())
                .map(KnowledgeEval::document)
                .toList();
    }

    private static Submission document(JudgedSet.Text text) {
        String body = text.text().isBlank() ? text.title() : text.text();
        return Submission.of(text.id(), DocumentText.plain(text.title(), body));
    }

    private static void awaitVectors(Consultation consultation, Waiting told) throws InterruptedException {
        for (int waiting = consultation.countWaiting(); waiting > 0; waiting = consultation.countWaiting()) {
            told.accept(waiting);
            Thread.sleep(LOOK_AGAIN);
        }
    }
}
