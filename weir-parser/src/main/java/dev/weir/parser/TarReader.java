package dev.weir.parser;

import java.io.IOException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Reads the files in a tar archive. Links in it lead nowhere. */
final class TarReader implements FormatReader {
    @Override
    public void read(Source source, Text text, Inner inner) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(source.stream())) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.isFile()
                        && !entry.isSymbolicLink()
                        && !entry.isLink()
                        && !ZipReader.isLitter(entry.getName())) {
                    inner.open(entry.getName(), tar);
                }
            }
        }
    }
}
