package dev.weir.parser;

import dev.weir.spi.parsing.ParseWire;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Reads documents that come on standard input and tells their text on standard output, see {@link ParseWire}. Ends with
 * status 0 when there is no further request, with status 3 after a file that took all memory.
 *
 * <p>{@code --no-ocr}: pictures are not given to Tesseract, though it be installed.
 */
public final class ParserMain {
    private static final int OUT_OF_MEMORY = 3;

    private ParserMain() {}

    public static void main(String[] arguments) throws IOException {
        System.setOut(System.err);
        System.setProperty("java.awt.headless", "true");
        Locale.setDefault(Locale.ROOT);
        quieten();
        Ocr ocr = List.of(arguments).contains("--no-ocr") ? Ocr.NONE : Ocr.installed();
        var in = new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in), 1 << 16));
        var out = new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16));
        if (!new Conversation(in, out, ocr).untilTheEnd()) {
            System.exit(OUT_OF_MEMORY);
        }
    }

    /** Libraries have much to say about the files of strangers; nobody would read it. */
    static void quieten() {
        Logger.getLogger("").setLevel(Level.OFF);
        System.setProperty("log4j2.loggerContextFactory", "org.apache.logging.log4j.simple.SimpleLoggerContextFactory");
        System.setProperty("log4j2.simplelogLevel", "OFF");
        System.setProperty("log4j2.statusLoggerLevel", "OFF");
    }
}
