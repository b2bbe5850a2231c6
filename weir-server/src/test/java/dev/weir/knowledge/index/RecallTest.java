package dev.weir.knowledge.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.document.Chunk;
import dev.weir.spi.document.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dense arm beside a look at every vector, at a size for every build; {@code ./weir bench recall} does it large. */
class RecallTest {
    private static final int PASSAGES = 3_000;
    private static final int SEGMENTS = 15;
    private static final int QUESTIONS = 40;
    private static final int TOP = 10;

    @TempDir
    Path directory;

    private final Random random = new Random(10);
    private final Map<String, float[]> vectors = new HashMap<>();
    private final Map<String, Set<String>> labels = new HashMap<>();

    @Test
    void theNearestPassagesAreFoundInManySegmentsAfterDeletionsAndUnderFilters() throws IOException {
        try (KnowledgeIndex index = KnowledgeIndex.open(directory)) {
            for (int from = 0; from < PASSAGES; from += PASSAGES / SEGMENTS) {
                fill(index, from, from + PASSAGES / SEGMENTS);
            }
            for (int number = 0; number < PASSAGES; number += 5) {
                index.delete("d" + number);
                vectors.remove("d" + number);
            }
            fill(index, 0, PASSAGES / 20);
            for (String label : List.of("all", "tenth", "hundredth")) {
                assertThat(recall(index, label)).as("recall@10 of %s", label).isGreaterThanOrEqualTo(.98);
            }
        }
    }

    private void fill(KnowledgeIndex index, int from, int to) throws IOException {
        for (int number = from; number < to; number++) {
            Set<String> own = new HashSet<>(Set.of("all"));
            if (random.nextInt(10) == 0) {
                own.add("tenth");
            }
            if (random.nextInt(100) == 0) {
                own.add("hundredth");
            }
            labels.put("d" + number, own);
            String text = Integer.toString(number);
            Chunk chunk = new Chunk(0, new Span(0, text.length()), text, List.of(), null);
            index.put(new Entry("d" + number, "", Map.of("label", own), List.of(chunk)));
        }
        KnowledgeIndex.Waiting waiting = index.waiting(PASSAGES);
        List<float[]> made = waiting.texts().stream().map(_ -> vector()).toList();
        for (int i = 0; i < made.size(); i++) {
            vectors.put("d" + waiting.texts().get(i).strip(), made.get(i));
        }
        index.embed(waiting, made);
        index.refresh();
    }

    private double recall(KnowledgeIndex index, String label) throws IOException {
        List<String> seen = vectors.keySet().stream()
                .filter(id -> labels.getOrDefault(id, Set.of()).contains(label))
                .toList();
        SearchRequest request = SearchRequest.hybrid("-", TOP)
                .asking(EnumSet.of(Arm.DENSE))
                .seeing(new SearchFilter.AnyTerm("label", Set.of(label)));
        double sum = 0;
        for (int i = 0; i < QUESTIONS; i++) {
            float[] question = vector();
            Set<String> due = seen.stream()
                    .sorted((one, other) -> Double.compare(product(question, other), product(question, one)))
                    .limit(TOP)
                    .collect(Collectors.toSet());
            long found = index.search(request, question).stream()
                    .filter(hit -> due.contains(hit.documentId()))
                    .count();
            sum += (double) found / due.size();
        }
        return sum / QUESTIONS;
    }

    private double product(float[] question, String id) {
        float[] vector = vectors.getOrDefault(id, new float[question.length]);
        double sum = 0;
        for (int i = 0; i < question.length; i++) {
            sum += question[i] * vector[i];
        }
        return sum;
    }

    /** In no direction more than in another: the hardest case for a graph. */
    private float[] vector() {
        float[] vector = new float[384];
        double squares = 0;
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) random.nextGaussian();
            squares += vector[i] * vector[i];
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= (float) Math.sqrt(squares);
        }
        return vector;
    }
}
