package dev.weir.spi;

import org.jspecify.annotations.Nullable;

/**
 * Where a sentence of an answer comes from: {@code quote} is the document's text from {@code start} to {@code end}.
 *
 * @param number what the answer's {@code [n]} refers to
 */
public record Citation(
        int number,
        String knowledgeBase,
        String documentId,
        String title,
        @Nullable Integer page,
        String heading,
        int start,
        int end,
        String quote) {}
