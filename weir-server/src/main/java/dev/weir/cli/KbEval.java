package dev.weir.cli;

import dev.weir.http.Json;
import dev.weir.kernel.Clock;
import dev.weir.knowledge.KnowledgeEval;
import dev.weir.knowledge.evaluation.RetrievalEval.Figures;
import dev.weir.knowledge.evaluation.RetrievalEval.Mode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
            "Measures retrieval on a test set in BEIR's layout: a folder with corpus.jsonl, queries.jsonl and qrels.tsv.",
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

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Figures> figures;
        try (ProgressBar progress = new ProgressBar(spec.commandLine().getErr(), machine.terminal())) {
            long[] most = {0};
            figures = KnowledgeEval.run(
                    folder,
                    arms,
                    directory(),
                    Clock.SYSTEM,
                    waiting -> {
                        most[0] = Math.max(most[0], waiting);
                        progress.show(most[0] - waiting, most[0], "passages with vectors");
                    },
                    each -> {});
        }
        print(figures);
        return 0;
    }

    /** One index for each state of a test set. */
    private Path directory() throws IOException {
        Path corpus = folder.resolve("corpus.jsonl").toAbsolutePath().normalize();
        String state = Files.exists(corpus) ? Files.size(corpus) + " " + Files.getLastModifiedTime(corpus) : "";
        String name = UUID.nameUUIDFromBytes((corpus + " " + state).getBytes(StandardCharsets.UTF_8))
                .toString();
        return UserCache.folder(machine.environment(), "eval").resolve(name);
    }

    private void print(List<Figures> figures) {
        if (json) {
            spec.commandLine()
                    .getOut()
                    .println(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(Map.of("data", figures)));
            return;
        }
        Table table = new Table()
                .text("ARMS")
                .number("NDCG@10")
                .number("RECALL@10")
                .number("RECALL@100")
                .number("MRR@10")
                .number("QUESTIONS");
        for (Figures each : figures) {
            table.row(
                    each.mode().name().toLowerCase(Locale.ROOT),
                    decimals(each.ndcg10()),
                    decimals(each.recall10()),
                    decimals(each.recall100()),
                    decimals(each.mrr10()),
                    Shown.number(each.questions()));
        }
        table.print(spec.commandLine().getOut());
    }

    private static String decimals(double figure) {
        return String.format(Locale.ROOT, "%.4f", figure);
    }
}
