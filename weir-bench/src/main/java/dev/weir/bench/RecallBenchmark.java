package dev.weir.bench;

import dev.weir.knowledge.embedding.Embedder;
import dev.weir.knowledge.index.Arm;
import dev.weir.knowledge.index.Entry;
import dev.weir.knowledge.index.Hit;
import dev.weir.knowledge.index.KnowledgeIndex;
import dev.weir.knowledge.index.SearchFilter;
import dev.weir.knowledge.index.SearchRequest;
import dev.weir.spi.document.Chunk;
import dev.weir.spi.document.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How many of the ten passages that are truly nearest the dense arm brings: beside an exact look through all vectors,
 * with filters that let through all, a tenth, a hundredth and a thousandth, in many segments, before and after a fifth
 * of the documents was deleted or replaced.
 *
 * <p>The vectors are made up, around centres, as texts of a few hundred subjects would lie; questions lie beside
 * passages.
 */
@Command(name = "recall", description = "Recall@10 of the dense arm against exact search, with filters and deletions.")
final class RecallBenchmark implements Callable<Integer> {
    private static final int TOP = 10;
    private static final int WARM_UP = 50;

    @Option(names = "--passages", defaultValue = "100000", description = "Passages in the index; default: 100000.")
    private int passages;

    @Option(names = "--segments", defaultValue = "50", description = "Batches they come in; default: 50.")
    private int batches;

    @Option(names = "--questions", defaultValue = "500", description = "Questions for each figure; default: 500.")
    private int questions;

    @Option(
            names = "--centres",
            defaultValue = "500",
            description = "Subjects that the vectors are about; default: 500.")
    private int centres;

    @Option(names = "--spread", defaultValue = "1.0", description = "How far from their subject they lie; default: 1.")
    private double spread;

    @Option(names = "--least", defaultValue = "0.98", description = "Exit with 1 below this recall; default: 0.98.")
    private double least;

    private final Random random = new Random(384);
    private final Map<String, float[]> vectors = new HashMap<>();
    private final Map<String, Set<String>> labels = new HashMap<>();
    private float[][] subjects = new float[0][];

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("weir-recall");
        try (KnowledgeIndex index = KnowledgeIndex.open(folder)) {
            subjects = Stream.generate(this::direction).limit(centres).toArray(float[][]::new);
            fill(index, 0, passages, batches);
            double worst = measured(index, "as written");
            change(index);
            return Math.min(worst, measured(index, "a fifth deleted or replaced")) < least ? 1 : 0;
        } finally {
            remove(folder);
        }
    }

    private void fill(KnowledgeIndex index, int from, int to, int parts) throws IOException {
        int each = Math.max(1, (to - from + parts - 1) / parts);
        for (int start = from; start < to; start += each) {
            for (int number = start; number < Math.min(to, start + each); number++) {
                put(index, "d" + number, number);
            }
            embed(index, each);
        }
    }

    private void put(KnowledgeIndex index, String id, int number) throws IOException {
        Set<String> own = new HashSet<>(Set.of("all"));
        for (int share : List.of(10, 100, 1000)) {
            if (random.nextInt(share) == 0) {
                own.add("one in " + share);
            }
        }
        labels.put(id, own);
        vectors.remove(id);
        String text = Integer.toString(number);
        Chunk chunk = new Chunk(0, new Span(0, text.length()), text, List.of(), null);
        index.put(new Entry(id, "", Map.of("label", own), List.of(chunk)));
    }

    private void embed(KnowledgeIndex index, int most) throws IOException {
        KnowledgeIndex.Waiting waiting = index.waiting(most);
        List<float[]> made = new ArrayList<>();
        for (String text : waiting.texts()) {
            float[] vector = near(subjects[random.nextInt(subjects.length)]);
            vectors.put("d" + text.strip(), vector);
            made.add(vector);
        }
        index.embed(waiting, made);
        index.commit();
        index.refresh();
    }

    private void change(KnowledgeIndex index) throws IOException {
        List<String> ids = new ArrayList<>(vectors.keySet());
        ids.sort(null);
        int replaced = 0;
        for (String id : ids) {
            int fate = random.nextInt(10);
            if (fate == 0) {
                index.delete(id);
                vectors.remove(id);
            } else if (fate == 1) {
                put(index, id, Integer.parseInt(id.substring(1)));
                replaced++;
            }
        }
        embed(index, replaced);
    }

    /** The lowest recall of all filters. */
    private double measured(KnowledgeIndex index, String state) throws IOException {
        System.out.printf("%,d passages in %d batches, %s%n", vectors.size(), batches, state);
        System.out.printf("%-16s %10s %12s %12s %12s%n", "filter", "pass", "recall@10", "lowest", "p95 ms");
        double worst = 1;
        for (String label : List.of("all", "one in 10", "one in 100", "one in 1000")) {
            worst = Math.min(worst, measured(index, label, label.equals("all")));
        }
        System.out.println();
        return worst;
    }

    private double measured(KnowledgeIndex index, String label, boolean open) throws IOException {
        List<Map.Entry<String, float[]>> seen = vectors.entrySet().stream()
                .filter(each -> labels.getOrDefault(each.getKey(), Set.of()).contains(label))
                .toList();
        SearchFilter filter = open ? new SearchFilter.Everything() : new SearchFilter.AnyTerm("label", Set.of(label));
        SearchRequest request =
                SearchRequest.hybrid("-", TOP).asking(EnumSet.of(Arm.DENSE)).seeing(filter);
        double sum = 0;
        double lowest = 1;
        long[] nanos = new long[questions];
        for (int i = -WARM_UP; i < questions; i++) {
            float[] question = near(seen.get(random.nextInt(seen.size())).getValue());
            long from = System.nanoTime();
            List<Hit> hits = index.search(request, question);
            long took = System.nanoTime() - from;
            if (i >= 0) {
                double recall = recall(hits, nearest(seen, question));
                sum += recall;
                lowest = Math.min(lowest, recall);
                nanos[i] = took;
            }
        }
        Arrays.sort(nanos);
        System.out.printf(
                "%-16s %,10d %12.4f %12.2f %12.2f%n",
                label, seen.size(), sum / questions, lowest, nanos[(int) (questions * .95)] / 1e6);
        return sum / questions;
    }

    private static double recall(List<Hit> hits, Set<String> due) {
        long found = hits.stream().filter(hit -> due.contains(hit.documentId())).count();
        return due.isEmpty() ? 1 : (double) found / due.size();
    }

    private static Set<String> nearest(List<Map.Entry<String, float[]>> seen, float[] question) {
        record Scored(String id, float cosine) {}
        return Set.copyOf(seen.parallelStream()
                .map(each -> new Scored(each.getKey(), product(each.getValue(), question)))
                .sorted(Comparator.comparingDouble((Scored each) -> each.cosine).reversed())
                .limit(TOP)
                .map(Scored::id)
                .toList());
    }

    private static float product(float[] one, float[] other) {
        float sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    private float[] direction() {
        float[] vector = new float[Embedder.DIMENSIONS];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return scaled(vector);
    }

    private float[] near(float[] centre) {
        float[] vector = direction();
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (centre[i] + spread * vector[i]);
        }
        return scaled(vector);
    }

    private static float[] scaled(float[] vector) {
        double length = Math.sqrt(product(vector, vector));
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= (float) length;
        }
        return vector;
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
