package dev.weir.parser;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** Reads the one file in a gzip file. */
final class GzipReader implements FormatReader {
    @Override
    public void read(Source source, Text text, Inner inner) throws IOException {
        try (InputStream content = new GZIPInputStream(source.stream())) {
            inner.open(name(source.name()), content);
        }
    }

    private static String name(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".tgz")) {
            return name.substring(0, name.length() - 4) + ".tar";
        }
        return lower.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    }
}
