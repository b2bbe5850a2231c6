package dev.weir.spi;

import org.jspecify.annotations.Nullable;

/**
 * A piece of a document that retrieval found, with where it stands: {@code text} is the document's text from {@code
 * start} to {@code end}, in UTF-16 units.
 *
 * @param number its place among the passages of this call, from 1: what {@code [1]} cites
 * @param score the fused score; only its order within one search means something
 */
public record Passage(
        int number,
        String knowledgeBase,
        String documentId,
        String title,
        String chunkId,
        String text,
        int start,
        int end,
        @Nullable Integer page,
        String heading,
        double score) {}
