package dev.weir.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A number of bytes, written {@code 512}, {@code 64KB}, {@code 32MB} or {@code 2GB}; units are powers of 1024. */
public record ByteSize(long bytes) {
    static final String PATTERN = "([0-9]{1,18}) ?(B|KB|MB|GB|KiB|MiB|GiB)?";
    private static final Pattern FORM = Pattern.compile(PATTERN);

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is not negative");
        }
    }

    /**
     * @throws IllegalArgumentException if the text has another form
     * @throws ArithmeticException if the size does not fit in a long
     */
    public static ByteSize parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("not a size: " + text);
        }
        return new ByteSize(Math.multiplyExact(Long.parseLong(form.group(1)), unit(form.group(2))));
    }

    private static long unit(@Nullable String name) {
        return switch (name == null ? 'B' : name.charAt(0)) {
            case 'K' -> 1L << 10;
            case 'M' -> 1L << 20;
            case 'G' -> 1L << 30;
            default -> 1L;
        };
    }

    @Override
    public String toString() {
        if (bytes > 0 && bytes % (1L << 30) == 0) {
            return (bytes >> 30) + "GB";
        }
        if (bytes > 0 && bytes % (1L << 20) == 0) {
            return (bytes >> 20) + "MB";
        }
        return bytes > 0 && bytes % (1L << 10) == 0 ? (bytes >> 10) + "KB" : bytes + "B";
    }
}
