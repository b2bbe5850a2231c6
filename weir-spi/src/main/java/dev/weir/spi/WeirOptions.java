package dev.weir.spi;

import java.util.List;
import java.util.Map;

/**
 * What a request asked of Weir itself, in its {@code weir} field.
 *
 * @param present whether the field was there at all: answers carry Weir's extras only then
 * @param knowledge knowledge bases to answer from
 * @param tags labels for reports
 */
public record WeirOptions(boolean present, List<String> knowledge, Map<String, String> tags) {
    public static final WeirOptions ABSENT = new WeirOptions(false, List.of(), Map.of());

    public WeirOptions {
        knowledge = List.copyOf(knowledge);
        tags = Map.copyOf(tags);
    }
}
