package dev.weir.classifier;

import dev.weir.http.Refusal;
import dev.weir.spi.ErrorCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How well a model did on a prompt, as an evaluation found it.
 *
 * @param text the prompt
 * @param model the model or deployment that answered
 * @param score the higher the better
 * @param cost of the answer, in one currency for all
 */
record EvaluationResult(
        @Nullable String text,
        @Nullable String model,
        @Nullable Double score,
        @Nullable Double cost) {
    /** What a model's answers to one prompt come to. */
    private record Mean(String model, double score, double cost) {
        static Mean of(String model, List<EvaluationResult> results) {
            return new Mean(
                    model,
                    results.stream()
                            .mapToDouble(each -> each.score == null ? 0 : each.score)
                            .average()
                            .orElse(0),
                    results.stream()
                            .mapToDouble(each -> each.cost == null ? 0 : each.cost)
                            .average()
                            .orElse(0));
        }
    }

    /**
     * What a classifier can learn from results: each prompt's kind is the cheapest model whose score is within a margin
     * of the best one's. Several results of a model for one prompt count as their mean.
     *
     * @throws Refusal if a result lacks something
     */
    static List<LabelledPrompt> labels(List<EvaluationResult> results, double margin) {
        Map<String, Map<String, List<EvaluationResult>>> prompts = new LinkedHashMap<>();
        for (int i = 0; i < results.size(); i++) {
            EvaluationResult result = results.get(i);
            if (result == null) {
                throw missing(i, "text");
            }
            prompts.computeIfAbsent(given(result.text, i, "text"), text -> new TreeMap<>())
                    .computeIfAbsent(given(result.model, i, "model"), model -> new ArrayList<>())
                    .add(result);
            number(result.score, i, "score");
            if (number(result.cost, i, "cost") < 0) {
                throw missing(i, "cost");
            }
        }
        List<LabelledPrompt> labels = new ArrayList<>();
        prompts.forEach((text, models) -> labels.add(new LabelledPrompt(text, cheapest(models, margin), null)));
        return labels;
    }

    private static String cheapest(Map<String, List<EvaluationResult>> models, double margin) {
        List<Mean> means = models.entrySet().stream()
                .map(model -> Mean.of(model.getKey(), model.getValue()))
                .toList();
        double best = means.stream().mapToDouble(Mean::score).max().orElse(0);
        return means.stream()
                .filter(mean -> mean.score() >= best - margin)
                .min(Comparator.comparingDouble(Mean::cost)
                        .thenComparing(Comparator.comparingDouble(Mean::score).reversed()))
                .orElseThrow()
                .model();
    }

    private static String given(@Nullable String text, int index, String member) {
        if (text == null || text.isBlank()) {
            throw missing(index, member);
        }
        return text;
    }

    private static double number(@Nullable Double number, int index, String member) {
        if (number == null || !Double.isFinite(number)) {
            throw missing(index, member);
        }
        return number;
    }

    private static Refusal missing(int index, String member) {
        String field = "results[" + index + "]." + member;
        return new Refusal(
                ErrorCode.INVALID_REQUEST,
                "'" + field + "' is missing or makes no sense.",
                field,
                "A result is {\"text\": …, \"model\": …, \"score\": 0.9, \"cost\": 0.0004}.");
    }
}
