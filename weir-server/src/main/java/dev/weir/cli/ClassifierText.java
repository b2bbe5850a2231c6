package dev.weir.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** A classifier's version in words. */
final class ClassifierText {
    private ClassifierText() {}

    static void print(PrintWriter out, JsonNode version) {
        out.println(version.path("name").asString() + " version "
                + version.path("version").asInt() + ", "
                + version.path("examples").asInt() + " examples");
        for (String head : List.of("kind", "complexity")) {
            JsonNode quality = version.path(head);
            if (quality.isObject()) {
                print(out, head, quality);
            }
        }
    }

    private static void print(PrintWriter out, String head, JsonNode quality) {
        out.println(String.format(
                Locale.ROOT,
                "  %-11s right %.1f %% of the time on unseen prompts (%d, five-fold); guessing %.1f %%",
                head,
                100 * quality.path("accuracy").asDouble(),
                quality.path("examples").asInt(),
                100 * quality.path("baseline").asDouble()));
        out.println(String.format(
                Locale.ROOT,
                "              log loss %.3f, calibration error %.3f, labels %s",
                quality.path("log_loss").asDouble(),
                quality.path("calibration_error").asDouble(),
                String.join(
                        ", ",
                        quality.path("labels")
                                .valueStream()
                                .map(JsonNode::asString)
                                .toList())));
    }
}
