package dev.weir.dialect;

import dev.weir.kernel.NearestName;
import dev.weir.spi.CacheUse;
import dev.weir.spi.EndUser;
import dev.weir.spi.Grounding;
import dev.weir.spi.Money;
import dev.weir.spi.Priority;
import dev.weir.spi.WeirOptions;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the {@code weir} member of a request: Weir's own, so a name that is not known is a mistake. */
final class WeirField {
    private static final List<String> NAMES = List.of(
            "knowledge",
            "tags",
            "regions",
            "max_cost",
            "repair",
            "priority",
            "session",
            "cache",
            "receipt",
            "grounding",
            "prompt",
            "task",
            "as");

    private static final int MAX_AMOUNT = 30;
    private static final int MAX_SESSION = 256;
    private static final int MAX_NAME = 256;

    private WeirField() {}

    static WeirOptions read(RequestReader in) {
        if (in.isNull()) {
            return WeirOptions.ABSENT;
        }
        in.expectObject("an object");
        List<String> knowledge = List.of();
        Map<String, String> tags = Map.of();
        Map<String, String> labels = new HashMap<>(2);
        List<String> regions = List.of();
        Money maxCost = null;
        boolean repair = false;
        String session = null;
        CacheUse cache = null;
        boolean receipt = false;
        Grounding grounding = Grounding.UNSAID;
        EndUser as = null;
        for (String name = in.nextMember(); name != null; name = in.nextMember()) {
            switch (name) {
                case "knowledge" -> knowledge = names(in, "a knowledge base's name");
                case "tags" -> tags = tags(in);
                case "regions" -> regions = names(in, "a region's name");
                case "max_cost" -> maxCost = amount(in);
                case "priority" -> checkPriority(in);
                case "repair" -> repair = !in.isNull() && in.bool();
                case "session" -> session = session(in);
                case "cache" -> cache = cache(in);
                case "receipt" -> receipt = !in.isNull() && in.bool();
                case "grounding" -> grounding = GroundingField.read(in);
                case "as" -> as = EndUserField.read(in);
                case "prompt" -> label(in, CallLabels.PROMPT, "a prompt's name", labels);
                case "task" -> label(in, CallLabels.TASK, "a task's name", labels);
                default -> throw unknown(in, name);
            }
        }
        return new WeirOptions(true, knowledge, tags, regions, maxCost, repair, session, cache, receipt, grounding, as)
                .withTags(labels);
    }

    private static @Nullable String session(RequestReader in) {
        if (in.isNull()) {
            return null;
        }
        String session = in.string("a session's name");
        if (session.isBlank() || session.length() > MAX_SESSION) {
            throw in.wrong("must be a session's name of 1 to " + MAX_SESSION + " characters", null);
        }
        return session;
    }

    private static @Nullable CacheUse cache(RequestReader in) {
        if (in.isNull()) {
            return null;
        }
        return switch (in.string("\"on\", \"off\" or \"refresh\"")) {
            case "on" -> CacheUse.ON;
            case "off" -> CacheUse.OFF;
            case "refresh" -> CacheUse.REFRESH;
            default -> throw in.wrong("must be \"on\", \"off\" or \"refresh\"", null);
        };
    }

    /** Admission has read it before: see {@link PriorityField}. */
    private static void checkPriority(RequestReader in) {
        if (!in.isNull()
                && Priority.named(in.string("interactive, normal or batch")).isEmpty()) {
            throw in.wrong("is not known", "One of interactive, normal, batch.");
        }
    }

    private static List<String> names(RequestReader in, String wanted) {
        if (in.isNull()) {
            return List.of();
        }
        if (in.isString()) {
            return List.of(name(in, wanted));
        }
        if (!in.isList()) {
            throw in.mustBe(wanted + " or a list of names");
        }
        List<String> names = new ArrayList<>(2);
        while (in.nextElement()) {
            names.add(name(in, wanted));
        }
        return names;
    }

    private static void label(RequestReader in, String tag, String wanted, Map<String, String> labels) {
        if (!in.isNull()) {
            labels.put(tag, name(in, wanted));
        }
    }

    private static String name(RequestReader in, String wanted) {
        String name = in.string(wanted);
        if (name.isBlank()) {
            throw in.wrong("must be " + wanted + ", but is empty", null);
        }
        if (name.length() > MAX_NAME) {
            throw in.wrong("must be " + wanted + ", of at most " + MAX_NAME + " characters", null);
        }
        return name;
    }

    private static @Nullable Money amount(RequestReader in) {
        if (in.isNull()) {
            return null;
        }
        String text = in.string("an amount in a string, such as \"0.01\"");
        try {
            BigDecimal amount = text.length() > MAX_AMOUNT ? BigDecimal.ONE.negate() : new BigDecimal(text);
            if (amount.signum() >= 0) {
                return Money.of(amount);
            }
        } catch (ArithmeticException | NumberFormatException e) {
            // answered below, like an amount below zero
        }
        throw in.wrong("is not an amount", "Write one such as \"0.01\", with at most twelve decimals.");
    }

    private static Map<String, String> tags(RequestReader in) {
        if (in.isNull()) {
            return Map.of();
        }
        in.expectObject("an object of strings");
        Map<String, String> tags = new LinkedHashMap<>();
        for (String name = in.nextMember(); name != null; name = in.nextMember()) {
            tags.put(name, in.string("a string"));
        }
        return tags;
    }

    private static BadRequest unknown(RequestReader in, String name) {
        @Nullable String nearest = NearestName.to(name, NAMES).orElse(null);
        return in.wrong(
                "is not known",
                nearest == null
                        ? "'weir' takes " + String.join(", ", NAMES) + "."
                        : "Did you mean 'weir." + nearest + "'?");
    }
}
