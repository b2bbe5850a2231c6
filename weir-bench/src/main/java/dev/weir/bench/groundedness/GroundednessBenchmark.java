package dev.weir.bench.groundedness;

import dev.weir.bench.groundedness.Measured.Point;
import dev.weir.knowledge.embedding.Embedder;
import dev.weir.knowledge.grounding.Groundedness;
import dev.weir.knowledge.grounding.Material;
import dev.weir.knowledge.grounding.SupportModel;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How well the shipped model tells supported sentences from others, beside the share of a sentence's words that stand in
 * the source. SciFact is cross-validated: each fifth is scored by a model that has seen neither its claims nor its
 * abstracts. With {@code --train}, the model that ships is fitted anew on all of SciFact and the claims made by rule;
 * what is for measuring only is not looked at then.
 */
@Command(name = "groundedness", description = "Measures, or fits, what says whether passages support a sentence.")
public final class GroundednessBenchmark implements Callable<Integer> {
    private static final String RESOURCE = "weir-server/src/main/resources/dev/weir/knowledge/grounding/support.tsv";
    private static final long SEED = 20260101;

    @Option(names = "--train", description = "Fits the model anew and writes its weights into the sources.")
    private boolean train;

    @Option(names = "--data", description = "The folder of test sets; beside the project unless given.")
    private Path data = Path.of(System.getProperty("weir.root", "."), "..", "shared", "data");

    @Option(names = "--documents", description = "Abstracts that claims are made from by rule; ${DEFAULT-VALUE}.")
    private int documents = 500;

    @Option(names = "--sets", split = ",", description = "What is measured: scifact, qags; both unless given.")
    private Set<String> sets = Set.of("scifact", "qags");

    private final PrintStream out = System.out;

    @Override
    public Integer call() throws IOException {
        Path folder = data.resolve("retrieval/scifact").normalize();
        if (!Files.isDirectory(folder)) {
            out.println("There is no test set in " + folder + "; --data names another folder.");
            return 1;
        }
        try (Embedder embedder = new Embedder()) {
            if (train || sets.contains("scifact")) {
                scifact(new SciFact(folder), embedder);
            }
            if (!train && sets.contains("qags")) {
                qags(embedder, new SciFact(folder));
            }
        }
        return 0;
    }

    private void scifact(SciFact set, Embedder embedder) throws IOException {
        List<Observed> examples = examples(set, embedder);
        double[] sums = Fitting.unseen(examples);
        SupportModel fitted = calibrated(Fitting.fit(examples), examples, sums);
        report(set, examples, sums, fitted);
        if (train) {
            write(fitted);
        }
    }

    private List<Observed> examples(SciFact set, Embedder embedder) {
        List<Example> examples = new ArrayList<>(set.examples());
        examples.addAll(set.unrelated(new Random(SEED)));
        examples.addAll(new Synthetic(set.abstracts(), set::group, SEED).examples(documents));
        return observed(examples, embedder);
    }

    private static List<Observed> observed(List<Example> examples, Embedder embedder) {
        Map<List<String>, Material> known = new HashMap<>();
        return examples.stream()
                .map(example -> Observed.of(
                        example,
                        known.computeIfAbsent(example.passages(), passages -> Material.ofTexts(passages, embedder))))
                .toList();
    }

    private static SupportModel calibrated(SupportModel fitted, List<Observed> examples, double[] sums) {
        boolean[] labels = new boolean[sums.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = examples.get(i).example().supported();
        }
        long real = examples.stream().filter(each -> each.example().isReal()).count();
        return Fitting.calibrated(
                fitted,
                sums,
                labels,
                String.format(
                        Locale.ROOT,
                        "%d claims with evidence of SciFact and %d pairs made of its claims and abstracts by rule, held out; as"
                                + " many supported as not",
                        real,
                        examples.size() - real));
    }

    private void write(SupportModel model) throws IOException {
        Path file = Path.of(System.getProperty("weir.root", "."), RESOURCE);
        Files.createDirectories(file.getParent());
        Files.write(file, model.lines());
        out.println("written: " + RESOURCE);
    }

    private void report(SciFact set, List<Observed> examples, double[] sums, SupportModel model) {
        out.println("Scored by models that have seen neither the claim nor the abstract:");
        out.printf(
                "%-20s %5s %-22s %-22s %-24s %-22s %-22s %s%n",
                "set",
                "n",
                "AUC",
                "AUC of overlap",
                "gain",
                "balanced accuracy",
                "that of overlap",
                "calibration error");
        double threshold = threshold(set);
        List<Point> points = points(examples, sums, model);
        show("SciFact", only(examples, points, SciFact.KIND), threshold);
        show("made by rule", without(examples, points), threshold);
        TreeSet<String> kinds = new TreeSet<>();
        examples.forEach(each -> kinds.add(each.example().kind()));
        for (String kind : kinds) {
            List<Point> own = only(examples, points, kind);
            double mean = own.stream().mapToDouble(Point::score).average().orElse(0);
            out.printf("  mean score of %-20s %.3f (%d, %s)%n", kind, mean, own.size(), share(own));
        }
    }

    private static String share(List<Point> points) {
        return points.stream().filter(Point::supported).count() + " supported";
    }

    private static List<Point> points(List<Observed> examples, double[] sums, SupportModel model) {
        return IntStream.range(0, sums.length)
                .mapToObj(i -> new Point(
                        examples.get(i).example().group(),
                        examples.get(i).example().supported(),
                        1 / (1 + Math.exp(-(model.slope() * sums[i] + model.offset()))),
                        examples.get(i).overlap()))
                .toList();
    }

    private static List<Point> only(List<Observed> examples, List<Point> points, String kind) {
        return IntStream.range(0, points.size())
                .filter(i -> examples.get(i).example().kind().equals(kind))
                .mapToObj(points::get)
                .toList();
    }

    private static List<Point> without(List<Observed> examples, List<Point> points) {
        return IntStream.range(0, points.size())
                .filter(i -> !examples.get(i).example().isReal())
                .mapToObj(points::get)
                .toList();
    }

    /** The baseline's threshold is chosen on SciFact. */
    private static double threshold(SciFact set) {
        return Measured.bestRivalThreshold(set.examples().stream()
                .map(each -> new Point("", each.supported(), 0, Observed.overlap(each)))
                .toList());
    }

    private void qags(Embedder embedder, SciFact set) throws IOException {
        SupportModel shipped = SupportModel.shipped();
        out.println("Scored by the model that is built in, which has seen nothing of these sets:");
        for (String name : List.of("cnndm", "xsum")) {
            Path file = data.resolve("safety/grounded/qags_" + name + "_sentences.jsonl");
            if (!Files.exists(file)) {
                out.println("QAGS " + name + ": not there");
                continue;
            }
            List<Point> points = observed(Qags.examples(file), embedder).stream()
                    .map(each -> new Point(
                            each.example().group(),
                            each.example().supported(),
                            shipped.probability(each.signals()),
                            each.overlap()))
                    .toList();
            show("QAGS " + name, points, threshold(set));
        }
    }

    private void show(String name, List<Point> points, double rivalThreshold) {
        Measured.Figure gain = Measured.gain(points);
        out.printf(
                Locale.ROOT,
                "%-20s %5d %-22s %-22s %-24s %-22s %-22s %.3f  (paired p %.4f)%n",
                name,
                points.size(),
                Measured.auc(points),
                Measured.rivalAuc(points),
                gain,
                Measured.balancedAccuracy(points, Groundedness.THRESHOLD),
                Measured.rivalBalancedAccuracy(points, rivalThreshold),
                Measured.calibrationError(points),
                2 * Math.min(gain.notAboveZero(), 1 - gain.notAboveZero()));
    }
}
