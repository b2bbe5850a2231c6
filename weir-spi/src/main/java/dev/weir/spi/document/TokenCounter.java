package dev.weir.spi.document;

/** Counts the tokens of a text as some model would. Thread-safe. */
@FunctionalInterface
public interface TokenCounter {
    int count(String text);
}
