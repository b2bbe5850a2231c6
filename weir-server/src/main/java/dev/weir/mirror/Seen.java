package dev.weir.mirror;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What there is to compare in an answer.
 *
 * @param types of the fields, by path
 * @param events the kinds of a stream's events in order, repetitions taken together; empty if it is no stream
 * @param finish why it ended, of each choice
 * @param tokens null if it does not say
 * @param cost what it says that it costs, in dollars; null if it does not
 * @param text a digest of what was answered, only to know whether it is the same
 */
record Seen(
        int status,
        boolean stream,
        Map<String, Set<String>> types,
        List<String> events,
        List<String> finish,
        @Nullable Tokens tokens,
        @Nullable BigDecimal cost,
        String text) {}
