package dev.weir.dialect;

import dev.weir.kernel.NearestName;
import dev.weir.spi.WeirOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the {@code weir} member of a request: Weir's own, so a name that is not known is a mistake. */
final class WeirField {
    private static final List<String> NAMES = List.of("knowledge", "tags");

    private WeirField() {}

    static WeirOptions read(RequestReader in) {
        if (in.isNull()) {
            return WeirOptions.ABSENT;
        }
        in.expectObject("an object");
        List<String> knowledge = List.of();
        Map<String, String> tags = Map.of();
        for (String name = in.nextMember(); name != null; name = in.nextMember()) {
            switch (name) {
                case "knowledge" -> knowledge = knowledge(in);
                case "tags" -> tags = tags(in);
                default -> throw unknown(in, name);
            }
        }
        return new WeirOptions(true, knowledge, tags);
    }

    private static List<String> knowledge(RequestReader in) {
        if (in.isNull()) {
            return List.of();
        }
        if (in.isString()) {
            return List.of(name(in));
        }
        if (!in.isList()) {
            throw in.mustBe("a knowledge base's name or a list of names");
        }
        List<String> names = new ArrayList<>(2);
        while (in.nextElement()) {
            names.add(name(in));
        }
        return names;
    }

    private static String name(RequestReader in) {
        String name = in.string("a knowledge base's name");
        if (name.isBlank()) {
            throw in.wrong("must name a knowledge base, but is empty", null);
        }
        return name;
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
                        ? "'weir' takes " + String.join(" and ", NAMES) + "."
                        : "Did you mean 'weir." + nearest + "'?");
    }
}
