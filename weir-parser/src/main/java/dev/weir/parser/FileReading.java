package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent;
import dev.weir.spi.parsing.ParseEvent.Ended;
import dev.weir.spi.parsing.ParseEvent.Outcome;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.apache.poi.EncryptedDocumentException;
import org.jspecify.annotations.Nullable;

/** Reads one file, and the files in it, whatever they are. */
final class FileReading {
    private static final int LONGEST_REASON = 300;

    private final Bounds bounds;
    private final Ocr ocr;

    FileReading(Bounds bounds, Ocr ocr) {
        this.bounds = bounds;
        this.ocr = ocr;
    }

    Bounds bounds() {
        return bounds;
    }

    Ocr ocr() {
        return ocr;
    }

    /** Tells all but the last word, which it returns. */
    Ended read(Source source, Consumer<ParseEvent> to) {
        Ended ended = read(source, to, 0);
        return bounds.passed()
                .filter(passed -> ended.outcome() == Outcome.READ || ended.outcome() == Outcome.EMPTY)
                .map(passed -> new Ended(passed.outcome(), ended.mediaType(), passed.reason()))
                .orElse(ended);
    }

    Ended read(Source source, Consumer<ParseEvent> to, int depth) {
        if (source.bytes().length == 0) {
            return new Ended(Outcome.EMPTY, "application/x-empty", "the file has no bytes");
        }
        Text text = new Text(to, bounds);
        Inner inner = new Inner(this, source.password(), to, depth);
        Detection found = Detector.detect(source);
        try {
            found.kind().reader().read(source, text, inner);
        } catch (UncheckedIOException brokenPipe) {
            throw brokenPipe;
        } catch (Exception e) {
            return failed(e, found.mediaType());
        } catch (LinkageError e) {
            return new Ended(
                    Outcome.UNSUPPORTED, found.mediaType(), "what it needs to be read is left out of Weir: " + e);
        } catch (StackOverflowError e) {
            return new Ended(Outcome.TOO_LARGE, found.mediaType(), "its parts are nested too deeply to be read");
        }
        return text.hasWords() || inner.hasWords()
                ? new Ended(Outcome.READ, found.mediaType(), null)
                : inner.withoutWords(found.mediaType());
    }

    private static Ended failed(Exception e, String mediaType) {
        return NotRead.in(e)
                .map(notRead -> new Ended(notRead.outcome(), mediaType, notRead.reason()))
                .orElseGet(() -> isEncrypted(e)
                        ? new Ended(Outcome.ENCRYPTED, mediaType, ProtectedOfficeReader.NEEDS_PASSWORD)
                        : new Ended(Outcome.DAMAGED, mediaType, reason(e)));
    }

    private static boolean isEncrypted(Throwable thrown) {
        int depth = 0;
        for (Throwable cause = thrown; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            if (cause instanceof EncryptedDocumentException
                    || cause instanceof org.apache.tika.exception.EncryptedDocumentException) {
                return true;
            }
        }
        return false;
    }

    private static String reason(Throwable thrown) {
        Throwable root = thrown;
        for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
            root = root.getCause();
        }
        @Nullable String message = root.getMessage();
        String said = message == null ? root.getClass().getSimpleName() : Rows.oneLine(message);
        return "the file is damaged, save it anew in the program that made it: "
                + said.substring(0, Math.min(LONGEST_REASON, said.length()));
    }
}
