package dev.weir.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The steps of an exchange over time, one bar each. */
final class Waterfall {
    private static final int WIDTH = 32;
    private static final int DETAIL = 90;
    private static final Pattern NAMESPACE = Pattern.compile("^(gen_ai|weir)\\.(retrieval\\.)?");
    private final double total;
    private final List<Step> steps = new ArrayList<>();

    private record Step(String name, double start, double duration, String detail) {}

    Waterfall(JsonNode exchange) {
        total = exchange.path("duration_ms").asDouble(0);
        exchange.path("spans")
                .forEach(span -> steps.add(new Step(
                        Shown.text(span, "name"),
                        span.path("start_ms").asDouble(0),
                        span.path("duration_ms").asDouble(0),
                        attributes(span.path("attributes")))));
        exchange.path("attempts").forEach(attempt -> steps.add(attempt(attempt)));
        steps.sort(Comparator.comparingDouble(Step::start).thenComparing(Step::duration, Comparator.reverseOrder()));
        steps.addFirst(new Step("exchange", 0, total, firstToken(exchange)));
    }

    private static Step attempt(JsonNode attempt) {
        String error = Shown.text(attempt, "error");
        return new Step(
                "attempt " + Shown.text(attempt, "deployment"),
                attempt.path("start_ms").asDouble(0),
                attempt.path("duration_ms").asDouble(0),
                error.isEmpty() ? firstToken(attempt) : error);
    }

    private static String firstToken(JsonNode node) {
        return node.path("first_token_ms").isNumber() ? "first token " + Shown.ms(node, "first_token_ms") : "";
    }

    private static String attributes(JsonNode attributes) {
        Map<String, String> sorted = new TreeMap<>();
        attributes
                .properties()
                .forEach(entry -> sorted.put(
                        NAMESPACE.matcher(entry.getKey()).replaceFirst(""),
                        entry.getValue().asString("")));
        String line = String.join(
                ", ",
                sorted.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .toList());
        return line.length() > DETAIL ? line.substring(0, DETAIL) + "…" : line;
    }

    void print(PrintWriter out) {
        Table table =
                new Table().text("STEP").number("START").number("TOOK").text("").text("");
        for (Step step : steps) {
            table.row(step.name(), Shown.ms(step.start()), Shown.ms(step.duration()), bar(step), step.detail());
        }
        table.print(out);
    }

    private String bar(Step step) {
        double scale = total <= 0 ? 0 : WIDTH / total;
        int from = (int) Math.min(WIDTH - 1, Math.floor(step.start() * scale));
        int length = (int) Math.max(1, Math.round(step.duration() * scale));
        int shown = Math.min(length, WIDTH - from);
        return "·".repeat(from) + "█".repeat(shown) + "·".repeat(WIDTH - from - shown);
    }
}
