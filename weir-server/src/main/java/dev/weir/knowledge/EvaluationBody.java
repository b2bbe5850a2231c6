package dev.weir.knowledge;

import dev.weir.http.Refusal;
import dev.weir.knowledge.evaluation.Configuration;
import dev.weir.knowledge.evaluation.Mode;
import dev.weir.knowledge.index.Arm;
import dev.weir.spi.ErrorCode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What is to be measured.
 *
 * @param configurations absent: the base as it is set, and each of its arms alone
 */
record EvaluationBody(@Nullable List<Way> configurations) {
    private static final int MOST = 10;

    /**
     * A way of searching.
     *
     * @param fusion as in the base's settings; absent: the base's own
     */
    record Way(
            @Nullable String name,
            @Nullable List<String> arms,
            @Nullable JsonNode fusion) {
        Configuration configuration(KbSettings settings) {
            if (name == null || name.isBlank()) {
                throw wrong("A configuration needs a name.", "name", "Any text by which you know it again.");
            }
            KbSettings own = fusion == null ? settings : settings.with(new KbChange(null, fusion, null));
            return new Configuration(
                    name, arms == null ? EnumSet.allOf(Arm.class) : SearchBody.arms(arms), own.fusing());
        }
    }

    /** The base as it is set. */
    static Configuration current(KbSettings settings) {
        return new Configuration("current", EnumSet.allOf(Arm.class), settings.fusing());
    }

    /**
     * @throws Refusal that names what is wrong
     */
    List<Configuration> configurations(KbSettings settings) {
        if (configurations == null) {
            List<Configuration> usual = new ArrayList<>(List.of(current(settings)));
            usual.add(Mode.BM25.with(settings.fusing()));
            usual.add(Mode.DENSE.with(settings.fusing()));
            return usual;
        }
        if (configurations.isEmpty() || configurations.size() > MOST) {
            throw wrong(
                    "There are " + configurations.size() + " configurations.",
                    "configurations",
                    "Send 1 to " + MOST + "; the first is what the others are compared with.");
        }
        List<Configuration> read =
                configurations.stream().map(way -> way.configuration(settings)).toList();
        if (read.stream().map(Configuration::name).distinct().count() < read.size()) {
            throw wrong("Two configurations have one name.", "configurations", "Name each differently.");
        }
        return read;
    }

    private static Refusal wrong(String message, String field, String hint) {
        return new Refusal(ErrorCode.INVALID_REQUEST, message, field, hint);
    }
}
