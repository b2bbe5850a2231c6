package dev.weir.knowledge.document;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names the format of binary content by its first bytes. */
final class FileKind {
    private record Magic(int offset, byte[] bytes, String name) {
        boolean matches(byte[] content) {
            if (content.length < offset + bytes.length) {
                return false;
            }
            for (int i = 0; i < bytes.length; i++) {
                if (content[offset + i] != bytes[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final List<Magic> KNOWN = List.of(
            ascii(0, "%PDF-", "a PDF document"),
            ascii(0, "{\\rtf", "an RTF document"),
            ascii(1, "PNG\r\n", "a PNG image"),
            ascii(0, "GIF8", "a GIF image"),
            ascii(8, "WEBP", "a WebP image"),
            ascii(8, "WAVE", "a WAV sound"),
            ascii(4, "ftyp", "an MP4 or HEIF file"),
            ascii(0, "OggS", "an Ogg file"),
            ascii(0, "ID3", "an MP3 sound"),
            ascii(0, "SQLite format 3", "an SQLite database"),
            ascii(0, "Rar!", "a RAR archive"),
            ascii(0, "BZh", "a bzip2 archive"),
            ascii(257, "ustar", "a tar archive"),
            ascii(0, "wOF", "a font"),
            ascii(0, "PAR1", "a Parquet file"),
            hex("ffd8ff", "a JPEG image"),
            hex("49492a00", "a TIFF image"),
            hex("4d4d002a", "a TIFF image"),
            hex("1f8b", "a gzip archive"),
            hex("377abcaf271c", "a 7-Zip archive"),
            hex("fd377a585a00", "an XZ archive"),
            hex("28b52ffd", "a Zstandard archive"),
            hex("7f454c46", "an ELF program"),
            hex("cafebabe", "a Java class or macOS program"),
            hex("d0cf11e0a1b11ae1", "an old Microsoft Office document"));

    private static final int ZIP_NAMES = 64 * 1024;

    private FileKind() {}

    private static Magic ascii(int offset, String bytes, String name) {
        return new Magic(offset, bytes.getBytes(StandardCharsets.ISO_8859_1), name);
    }

    private static Magic hex(String bytes, String name) {
        return new Magic(0, HexFormat.of().parseHex(bytes), name);
    }

    /** The format with its article, such as "a PDF document"; null where the bytes are of no known binary format. */
    static @Nullable String of(byte[] content) {
        if (ascii(0, "PK\003\004", "").matches(content)) {
            return zip(content);
        }
        return KNOWN.stream()
                .filter(magic -> magic.matches(content))
                .map(Magic::name)
                .findFirst()
                .orElse(null);
    }

    private static String zip(byte[] content) {
        String names = new String(content, 0, Math.min(content.length, ZIP_NAMES), StandardCharsets.ISO_8859_1);
        if (names.contains("word/")) {
            return "a Word document";
        }
        if (names.contains("xl/")) {
            return "an Excel workbook";
        }
        if (names.contains("ppt/")) {
            return "a PowerPoint presentation";
        }
        return names.contains("epub+zip") ? "an EPUB book" : "a ZIP archive";
    }
}
