package dev.weir.knowledge.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.Json;
import dev.weir.kernel.Clock;
import dev.weir.knowledge.KbSettings;
import dev.weir.knowledge.KnowledgeEval;
import dev.weir.knowledge.SharedData;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What retrieval reached on collections of others, and is not to fall below; docs/benchmarks.md has the figures. */
@Tag("long")
class RetrievalFloorsTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        // set, embedding, nDCG@10 and R@100 of words, nDCG@10 and R@100 of both arms
        "scifact, minilm, .675, .92, .715, .95",
        "cranfield, minilm, .36, 0, .415, .785",
        "scifact, both, .675, .92, .74, .965",
        "cranfield, both, .36, 0, .435, .80"
    })
    void retrievalKeepsItsFloors(
            String set, String embedding, double words, double wordsRecall, double both, double bothRecall)
            throws Exception {
        KbSettings settings = Json.read(
                ("{\"embedding\": \"" + embedding + "\"}").getBytes(StandardCharsets.UTF_8), KbSettings.class);
        List<Measured> measured = KnowledgeEval.run(
                SharedData.folder("retrieval/" + set),
                settings,
                List.of(Mode.values()),
                directory,
                Clock.SYSTEM,
                waiting -> {});

        assertThat(mean(measured.getFirst(), Measure.NDCG_10)).isGreaterThanOrEqualTo(words);
        assertThat(mean(measured.getFirst(), Measure.RECALL_100)).isGreaterThanOrEqualTo(wordsRecall);
        assertThat(mean(measured.getLast(), Measure.NDCG_10)).isGreaterThanOrEqualTo(both);
        assertThat(mean(measured.getLast(), Measure.RECALL_100)).isGreaterThanOrEqualTo(bothRecall);
        double better = Math.max(mean(measured.getFirst(), Measure.NDCG_10), mean(measured.get(1), Measure.NDCG_10));
        assertThat(mean(measured.getLast(), Measure.NDCG_10) - better).isGreaterThanOrEqualTo(-.01);
    }

    private static double mean(Measured measured, Measure measure) {
        return measured.mean(measure).mean();
    }
}
