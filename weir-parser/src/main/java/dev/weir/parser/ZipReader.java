package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/** Reads the files in a ZIP archive. Their paths are names and never used as paths. */
final class ZipReader implements FormatReader {
    @Override
    public void read(Source source, Text text, Inner inner) throws IOException {
        var channel = new SeekableInMemoryByteChannel(source.bytes());
        try (ZipFile zip = ZipFile.builder().setSeekableByteChannel(channel).get()) {
            for (ZipArchiveEntry entry : Collections.list(zip.getEntriesInPhysicalOrder())) {
                if (!entry.isDirectory() && !isLitter(entry.getName())) {
                    open(zip, entry, inner);
                }
            }
        }
    }

    private static void open(ZipFile zip, ZipArchiveEntry entry, Inner inner) throws IOException {
        String name = entry.getName();
        if (entry.getGeneralPurposeBit().usesEncryption()) {
            inner.tell(name, Outcome.ENCRYPTED, "it is protected by a password; archives are not opened with one");
        } else if (!zip.canReadEntryData(entry)) {
            inner.tell(
                    name,
                    Outcome.UNSUPPORTED,
                    "it is compressed in a way that is not read; use the usual one, deflate");
        } else {
            try (InputStream content = zip.getInputStream(entry)) {
                inner.open(name, content);
            } catch (IOException damaged) {
                inner.tell(name, Outcome.DAMAGED, "it cannot be expanded");
            }
        }
    }

    /** What macOS puts beside the files. */
    static boolean isLitter(String name) {
        return name.startsWith("__MACOSX/") || name.endsWith("/.DS_Store") || name.equals(".DS_Store");
    }
}
