package dev.weir.config;

/**
 * Where a value was written: a file with line and column, both from 1, or, with line 0, a variable or an option as a
 * whole.
 */
public record Origin(String source, int line, int column) {
    static Origin whole(String source) {
        return new Origin(source, 0, 0);
    }

    @Override
    public String toString() {
        return line == 0 ? source : source + ":" + line + ":" + column;
    }
}
