package dev.weir.parser;

import java.io.IOException;
import java.io.Reader;

/** Reads programs and settings: their text as it is. */
final class CodeReader implements FormatReader {
    private static final int PIECE = 1 << 20;

    @Override
    public void read(Source source, Text text, Inner inner) throws IOException {
        tell(source, text);
    }

    /** In pieces of a million characters, each ending with a line where it can. */
    static void tell(Source source, Text text) throws IOException {
        StringBuilder piece = new StringBuilder();
        char[] buffer = new char[1 << 16];
        try (Reader reader = Charsets.reader(source)) {
            for (int read = reader.read(buffer); read >= 0; read = reader.read(buffer)) {
                piece.append(buffer, 0, read);
                if (piece.length() > PIECE) {
                    int newline = piece.lastIndexOf("\n");
                    int end = newline < 0 ? piece.length() : newline + 1;
                    text.code(piece.substring(0, end));
                    piece.delete(0, end);
                }
            }
        }
        text.code(piece.toString());
    }
}
