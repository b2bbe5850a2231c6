package dev.weir.cli;

import dev.weir.http.Json;
import dev.weir.knowledge.evaluation.SpanEval.Figures;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints which words would go before a model, for each way of cutting. */
final class KbSpans {
    private KbSpans() {}

    static void print(Map<String, List<Figures>> measured, boolean json, PrintWriter out) {
        if (json) {
            out.println(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(Map.of("data", measured)));
            return;
        }
        Table table = new Table()
                .text("CHUNKER")
                .text("ARMS")
                .number("RECALL")
                .number("PRECISION")
                .number("IOU")
                .number("CHARACTERS")
                .number("PASSAGES")
                .number("QUESTIONS");
        measured.forEach((chunker, figures) -> figures.forEach(each -> table.row(
                chunker,
                each.mode().name().toLowerCase(Locale.ROOT),
                KbEval.decimals(each.recall()),
                KbEval.decimals(each.precision()),
                KbEval.decimals(each.iou()),
                Shown.number(Math.round(each.characters())),
                Shown.number(each.passages()),
                Shown.number(each.questions()))));
        table.print(out);
    }
}
