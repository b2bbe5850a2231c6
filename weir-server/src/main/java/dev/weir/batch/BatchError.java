package dev.weir.batch;

import org.jspecify.annotations.Nullable;

/**
 * Something that is wrong with a batch's file.
 *
 * @param code in OpenAI's words where it has one
 * @param line from 1; null if it is about the whole file
 * @param param the field at fault
 */
public record BatchError(
        String code,
        String message,
        @Nullable String param,
        @Nullable Integer line) {}
