package dev.weir.cli;

import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.kernel.Clock;
import dev.weir.knowledge.KbSettings;
import dev.weir.knowledge.KnowledgeEval;
import dev.weir.knowledge.chunker.Chunkers;
import dev.weir.knowledge.evaluation.RetrievalEval.Figures;
import dev.weir.knowledge.evaluation.RetrievalEval.Mode;
import dev.weir.knowledge.evaluation.SpanEval;
import dev.weir.knowledge.evaluation.SpanSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
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
    private interface Measure<T> {
        List<T> with(KbSettings settings, Path directory, KnowledgeEval.Waiting waiting)
                throws IOException, InterruptedException;
    }

    private <T> Map<String, List<T>> measured(Measure<T> measure) throws IOException, InterruptedException {
        Map<String, List<T>> measured = new LinkedHashMap<>();
        for (String chunker : chunkers) {
            KbSettings settings = new KbSettings(KbOptions.kind(chunker), KbOptions.kind(fusion), null);
            try (ProgressBar progress = new ProgressBar(spec.commandLine().getErr(), machine.terminal())) {
                long[] most = {0};
                measured.put(chunker, measure.with(settings, directory(chunker), waiting -> {
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

    private List<Figures> documents(KbSettings settings, Path directory, KnowledgeEval.Waiting waiting)
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
        String cut = chunker.equals(Chunkers.DEFAULT) ? "" : " " + chunker;
        String name = UUID.nameUUIDFromBytes((corpus + " " + state + cut).getBytes(StandardCharsets.UTF_8))
                .toString();
        return UserCache.folder(machine.environment(), "eval").resolve(name);
    }

    private void print(Map<String, List<Figures>> measured) {
        if (json) {
            Object data = measured.size() == 1 ? measured.values().iterator().next() : measured;
            spec.commandLine()
                    .getOut()
                    .println(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(Map.of("data", data)));
            return;
        }
        Table table = new Table()
                .text("CHUNKER")
                .text("ARMS")
                .number("NDCG@10")
                .number("RECALL@10")
                .number("RECALL@100")
                .number("MRR@10")
                .number("QUESTIONS");
        measured.forEach((chunker, figures) -> figures.forEach(each -> table.row(
                chunker,
                each.mode().name().toLowerCase(Locale.ROOT),
                decimals(each.ndcg10()),
                decimals(each.recall10()),
                decimals(each.recall100()),
                decimals(each.mrr10()),
                Shown.number(each.questions()))));
        table.print(spec.commandLine().getOut());
    }

    static String decimals(double figure) {
        return String.format(Locale.ROOT, "%.4f", figure);
    }
}
