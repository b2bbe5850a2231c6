package dev.weir.parser;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Recognizes text in pictures by the program {@code tesseract}, where it is installed and allowed. */
final class Ocr {
    static final Ocr NONE = new Ocr(null);

    private static final int SECONDS = 60;
    private static final int MOST = 4 << 20;

    private final @Nullable Path tesseract;

    Ocr(@Nullable Path tesseract) {
        this.tesseract = tesseract;
    }

    /** The first one on the path. */
    static Ocr installed() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        for (String folder : path.split(File.pathSeparator)) {
            Path program = Path.of(folder, "tesseract");
            if (!folder.isEmpty() && Files.isExecutable(program)) {
                return new Ocr(program);
            }
        }
        return NONE;
    }

    boolean isThere() {
        return tesseract != null;
    }

    /**
     * @param picture in any format that Tesseract reads
     * @return empty where there is no Tesseract, or it could not read it
     */
    Optional<String> read(byte[] picture) throws InterruptedException {
        Path program = tesseract;
        if (program == null) {
            return Optional.empty();
        }
        try {
            return read(program, picture);
        } catch (IOException notStarted) {
            return Optional.empty();
        }
    }

    private static Optional<String> read(Path program, byte[] picture) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(program.toString(), "stdin", "stdout")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Thread writer = Thread.ofVirtual().start(() -> write(process, picture));
        Thread watch = Thread.ofVirtual().start(() -> killLater(process));
        try {
            byte[] words = process.getInputStream().readNBytes(MOST);
            process.getInputStream().skip(Long.MAX_VALUE);
            return process.waitFor() == 0 ? Optional.of(new String(words, StandardCharsets.UTF_8)) : Optional.empty();
        } finally {
            process.destroyForcibly();
            writer.join();
            watch.interrupt();
        }
    }

    private static void write(Process process, byte[] picture) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(picture);
        } catch (IOException ended) {
            // It read as much as it wanted; its status says whether that was enough.
            throw new UncheckedIOException(ended);
        }
    }

    private static void killLater(Process process) {
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
