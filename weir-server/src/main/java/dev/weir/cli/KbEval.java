package dev.weir.cli;

import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.kernel.Clock;
import dev.weir.knowledge.KbSettings;
import dev.weir.knowledge.KnowledgeEval;
import dev.weir.knowledge.chunker.Chunkers;
import dev.weir.knowledge.evaluation.Bootstrap.Difference;
import dev.weir.knowledge.evaluation.Measure;
import dev.weir.knowledge.evaluation.Measured;
import dev.weir.knowledge.evaluation.Mode;
import dev.weir.knowledge.evaluation.SpanEval;
import dev.weir.knowledge.evaluation.SpanSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures retrieval on a judged set, in this process. */
@Command(
        name = "eval",
        description = {
            "Measures retrieval on a test set in BEIR's layout: a folder with corpus.jsonl, queries.jsonl and qrels.tsv;",
            "with qrels_spans.tsv (question, document, start, end) it measures which words would go before a model.",
            "It runs in this process; the index stays in the user's cache, so that a second run is quick."
        })
final class KbEval implements Callable<Integer> {
    private static final List<Measure> SHOWN =
            List.of(Measure.NDCG_10, Measure.RECALL_10, Measure.RECALL_100, Measure.MRR_10);

    private final Machine machine;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FOLDER", description = "The test set.")
    private Path folder = Path.of("");

    @Option(
            names = "--arms",
            split = ",",
            paramLabel = "ARMS",
            description = "What to measure: any of bm25, dense, hybrid; default: all three.")
    private List<Mode> arms = List.of(Mode.values());

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    KbEval(Machine machine) {
        this.machine = machine;
    }

    @Option(
            names = "--chunker",
            paramLabel = "KIND[:NAME=VALUE,…]",
            description = "A way of cutting to be measured, as kb create takes it; may be given several times.")
    private List<String> chunkers = List.of(Chunkers.DEFAULT);

    @Option(
            names = "--fusion",
            paramLabel = "KIND[:NAME=VALUE,…]",
            description = "How hybrid joins the arms, as kb create takes it; default: zscore.")
    private String fusion = "zscore";

    @Option(
            names = "--embedding",
            paramLabel = "NAME",
            description = "What makes the vectors: minilm, bge-small or both; default: minilm.")
    private @Nullable String embedding;

    @Option(
            names = "-k",
            paramLabel = "N",
            defaultValue = "5",
            description = "Passages for each question of a set with spans; default: 5.")
    private int count;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (SpanSet.isIn(folder)) {
            KbSpans.print(measured(this::spans), json, spec.commandLine().getOut());
        } else {
            print(measured(this::documents));
        }
        return 0;
    }

    /** Measures with one way of cutting. */
    private interface Measurement<T> {
        List<T> with(KbSettings settings, Path directory, KnowledgeEval.Waiting waiting)
                throws IOException, InterruptedException;
    }

    private <T> Map<String, List<T>> measured(Measurement<T> measurement) throws IOException, InterruptedException {
        Map<String, List<T>> measured = new LinkedHashMap<>();
        for (String chunker : chunkers) {
            KbSettings settings = new KbSettings(KbOptions.kind(chunker), KbOptions.kind(fusion), embedding);
            try (ProgressBar progress = new ProgressBar(spec.commandLine().getErr(), machine.terminal())) {
                long[] most = {0};
                measured.put(chunker, measurement.with(settings, directory(chunker), waiting -> {
                    most[0] = Math.max(most[0], waiting);
                    progress.show(most[0] - waiting, most[0], "passages with vectors");
                }));
            } catch (Refusal e) {
                throw new CommandFailure(
                        e.refused().message() + " " + e.refused().hint());
            }
        }
        return measured;
    }

    private List<Measured> documents(KbSettings settings, Path directory, KnowledgeEval.Waiting waiting)
            throws IOException, InterruptedException {
        return KnowledgeEval.run(folder, settings, arms, directory, Clock.SYSTEM, waiting);
    }

    private List<SpanEval.Figures> spans(KbSettings settings, Path directory, KnowledgeEval.Waiting waiting)
            throws IOException, InterruptedException {
        return KnowledgeEval.spans(folder, settings, arms, count, directory, Clock.SYSTEM, waiting);
    }

    /** One index for each state of a test set and each way of cutting. */
    private Path directory(String chunker) throws IOException {
        Path corpus = folder.resolve("corpus.jsonl").toAbsolutePath().normalize();
        String state = Files.exists(corpus) ? Files.size(corpus) + " " + Files.getLastModifiedTime(corpus) : "";
        String cut =
                (chunker.equals(Chunkers.DEFAULT) ? "" : " " + chunker) + (embedding == null ? "" : " " + embedding);
        String name = UUID.nameUUIDFromBytes((corpus + " " + state + cut).getBytes(StandardCharsets.UTF_8))
                .toString();
        return UserCache.folder(machine.environment(), "eval").resolve(name);
    }

    private void print(Map<String, List<Measured>> measured) {
        if (json) {
            Map<String, Object> figures = new LinkedHashMap<>();
            measured.forEach((chunker, each) ->
                    figures.put(chunker, each.stream().map(KbEval::figures).toList()));
            Object data = figures.size() == 1 ? figures.values().iterator().next() : figures;
            out().println(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(Map.of("data", data)));
            return;
        }
        Table table = new Table().text("CHUNKER").text("ARMS");
        SHOWN.forEach(measure -> table.number(measure.wireName().toUpperCase(Locale.ROOT)));
        table.number("QUESTIONS");
        measured.forEach((chunker, all) -> all.forEach(each -> table.row(row(chunker, each))));
        table.print(out());
        measured.values().forEach(this::compare);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private static String[] row(String chunker, Measured measured) {
        List<String> cells = new ArrayList<>(List.of(chunker, measured.name()));
        SHOWN.forEach(measure -> cells.add(decimals(measured.mean(measure).mean())));
        cells.add(Shown.number(measured.questions()));
        return cells.toArray(String[]::new);
    }

    private static Map<String, Object> figures(Measured measured) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("arms", measured.name());
        figures.put("questions", measured.questions());
        for (Measure each : Measure.values()) {
            figures.put(each.wireName(), measured.mean(each));
        }
        return figures;
    }

    /** What both arms together are above the better one. */
    private void compare(List<Measured> measured) {
        Optional<Measured> both = measured.stream().filter(each -> isBoth(each)).findFirst();
        Optional<Measured> better = measured.stream()
                .filter(each -> !isBoth(each))
                .max(Comparator.comparingDouble(
                        each -> each.mean(Measure.NDCG_10).mean()));
        if (both.isPresent() && better.isPresent()) {
            Difference difference = both.get().above(better.get(), Measure.NDCG_10);
            out().printf(
                            Locale.ROOT,
                            "hybrid - %s: %+.4f nDCG@10 (95 %% from %+.4f to %+.4f, p %.4f, paired bootstrap)%n",
                            better.get().name(),
                            difference.mean(),
                            difference.low(),
                            difference.high(),
                            difference.p());
        }
    }

    private static boolean isBoth(Measured measured) {
        return measured.name().equals(Mode.HYBRID.wireName());
    }

    static String decimals(double figure) {
        return String.format(Locale.ROOT, "%.4f", figure);
    }
}
