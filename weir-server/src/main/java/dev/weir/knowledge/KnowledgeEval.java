package dev.weir.knowledge;

import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.spi.document.DocumentText;
import dev.weir.knowledge.evaluation.JudgedSet;
import dev.weir.knowledge.evaluation.RetrievalEval;
import dev.weir.knowledge.evaluation.RetrievalEval.Figures;
import dev.weir.knowledge.evaluation.RetrievalEval.Mode;
import dev.weir.knowledge.index.Arm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Measures retrieval on a judged set through the service that answers real questions: {@code ./weir kb eval FOLDER}.
 * The documents stay in the directory given, so that a second run embeds nothing anew.
 */
public final class KnowledgeEval {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private KnowledgeEval() {}

    /**
     * @param folder {@code corpus.jsonl}, {@code queries.jsonl} and {@code qrels.tsv}
     * @param modes the arms to be measured
     * @param directory keeps the index
     * @param waiting hears how many passages still wait for vectors
     * @param each hears the figures of each mode as they are known
     * @throws IOException where a file of the set is missing or malformed, with its place
     */
    public static List<Figures> run(
            Path folder, List<Mode> modes, Path directory, Clock clock, IntConsumer waiting, Consumer<Figures> each)
            throws IOException, InterruptedException {
        JudgedSet set = JudgedSet.read(folder);
        try (LocalRoom room = LocalRoom.open(directory, clock, new IdSource(clock))) {
            room.add(documents(set));
            try (Consultation consultation = room.consult()) {
                if (modes.stream().map(Mode::arms).anyMatch(KnowledgeEval::needVectors)) {
                    awaitVectors(consultation, waiting);
                }
                RetrievalEval eval = new RetrievalEval(consultation.base(), set);
                return modes.stream().map(eval::measure).peek(each).toList();
            }
        }
    }

    private static boolean needVectors(Set<Arm> arms) {
        return arms.contains(Arm.DENSE);
    }

    private static List<Submission> documents(JudgedSet set) {
        return set.documents().stream()
                .filter(document -> !(document.title() + document.text()).isBlank())
                .map(KnowledgeEval::document)
                .toList();
    }

    private static Submission document(JudgedSet.Text text) {
        String body = text.text().isBlank() ? text.title() : text.text();
        return Submission.of(text.id(), DocumentText.plain(text.title(), body));
    }

    private static void awaitVectors(Consultation consultation, IntConsumer told) throws InterruptedException {
        for (int waiting = consultation.countWaiting(); waiting > 0; waiting = consultation.countWaiting()) {
            told.accept(waiting);
            Thread.sleep(LOOK_AGAIN);
        }
    }
}
