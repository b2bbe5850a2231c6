package dev.weir.classifier;

import org.jspecify.annotations.Nullable;

/**
 * An example to learn from.
 *
 * @param kind what sort of task it is, such as {@code code}; null if this example does not say
 * @param complexity such as {@code low} or {@code high}; null likewise
 */
public record LabelledPrompt(
        String text, @Nullable String kind, @Nullable String complexity) {}
