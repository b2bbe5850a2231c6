package dev.weir.dialect;

import dev.weir.kernel.NearestName;
import dev.weir.spi.Grounding;
import dev.weir.spi.Grounding.Policy;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code weir.grounding}: an object, or a policy's name alone. */
final class GroundingField {
    private static final List<String> NAMES = List.of("policy", "threshold", "judge");
    private static final double SMALLEST = .01;
    private static final double LARGEST = .99;
    private static final int LONGEST_NAME = 256;

    private GroundingField() {}

    static Grounding read(RequestReader in) {
        if (in.isNull()) {
            return Grounding.UNSAID;
        }
        if (in.isString()) {
            return new Grounding(policy(in), null, null);
        }
        in.expectObject("a policy's name or an object");
        Policy policy = null;
        Double threshold = null;
        String judge = null;
        for (String name = in.nextMember(); name != null; name = in.nextMember()) {
            switch (name) {
                case "policy" -> policy = in.isNull() ? null : policy(in);
                case "threshold" -> threshold = in.isNull() ? null : (Double) in.number(SMALLEST, LARGEST);
                case "judge" -> judge = in.isNull() ? null : judge(in);
                default -> throw unknown(in, name);
            }
        }
        return new Grounding(policy, threshold, judge);
    }

    private static Policy policy(RequestReader in) {
        return Policy.named(in.string("a policy's name"))
                .orElseThrow(() -> in.wrong("is not known", "One of " + policies() + "."));
    }

    private static String policies() {
        return Arrays.stream(Policy.values()).map(Policy::wire).collect(Collectors.joining(", "));
    }

    private static String judge(RequestReader in) {
        String model = in.string("a model's name");
        if (model.isBlank() || model.length() > LONGEST_NAME) {
            throw in.wrong("must be a model's name of 1 to " + LONGEST_NAME + " characters", null);
        }
        return model;
    }

    private static BadRequest unknown(RequestReader in, String name) {
        @Nullable String nearest = NearestName.to(name, NAMES).orElse(null);
        return in.wrong(
                "is not known",
                nearest == null
                        ? "'weir.grounding' takes " + String.join(", ", NAMES) + "."
                        : "Did you mean 'weir.grounding." + nearest + "'?");
    }
}
