package dev.weir.parser;

/** Reads files of one kind. Thread-safe: it keeps nothing between files. */
@FunctionalInterface
interface FormatReader {
    /**
     * Writes what the file says to {@code text} in the order of reading and hands what is in it to {@code inner}.
     *
     * @throws NotRead where there is an outcome other than that it was read
     * @throws Exception where the file is damaged
     */
    void read(Source source, Text text, Inner inner) throws Exception;
}
