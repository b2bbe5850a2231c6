package dev.weir.knowledge.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.knowledge.KnowledgeBase;
import dev.weir.knowledge.KnowledgeEngine;
import dev.weir.knowledge.SharedData;
import dev.weir.knowledge.embedding.Embedder;
import dev.weir.knowledge.evaluation.RetrievalEval.Figures;
import dev.weir.knowledge.evaluation.RetrievalEval.Mode;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The floors that retrieval keeps on SciFact, 5,183 abstracts and 300 claims. */
@Tag("long")
class SciFactTest {
    @TempDir
    Path directory;

    @Test
    void retrievalKeepsItsFloors() throws Exception {
        JudgedSet set = JudgedSet.read(SharedData.folder("retrieval/scifact"));
        try (KnowledgeEngine engine = new KnowledgeEngine(new Embedder());
                KnowledgeBase base = engine.open(directory, KnowledgeBase.Listener.none())) {
            RetrievalEval eval = new RetrievalEval(base, set);
            eval.load();

            Figures words = eval.measure(Mode.BM25);
            Figures both = eval.measure(Mode.HYBRID);
            System.out.println(words + "\n" + eval.measure(Mode.DENSE) + "\n" + both);

            assertThat(words.ndcg10()).isGreaterThanOrEqualTo(.675);
            assertThat(words.recall100()).isGreaterThanOrEqualTo(.92);
            assertThat(both.ndcg10()).isGreaterThanOrEqualTo(.71);
            assertThat(both.recall100()).isGreaterThanOrEqualTo(.945);
        }
    }
}
