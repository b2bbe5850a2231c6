package dev.weir.files;

import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.spi.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Refuses a batch's file that is not JSONL while its uploader is still there to hear it. */
final class JsonLinesCheck {
    static final int LONGEST_LINE = 32 << 20;

    private JsonLinesCheck() {}

    /**
     * @param content closed when this returns
     * @throws Refusal that names the first line that is not a JSON object
     */
    static void require(String fileName, InputStream content) {
        if (!fileName.toLowerCase(Locale.ROOT).endsWith(".jsonl")) {
            throw wrong(
                    "A file for batches must be .jsonl, not '" + fileName + "'.", "Name it so if that is what it is.");
        }
        try (JsonLines lines = new JsonLines(content, LONGEST_LINE)) {
            int requests = 0;
            for (JsonLines.Line line = lines.next(); line != null; line = lines.next()) {
                require(line);
                requests++;
            }
            if (requests == 0) {
                throw wrong("The file has no request in it.", "Put one JSON object on each line.");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void require(JsonLines.Line line) {
        byte[] bytes = line.bytes();
        if (bytes == null) {
            throw wrong("Line " + line.number() + " is longer than " + LONGEST_LINE + " bytes.", "Split the request.");
        }
        try (JsonParser parser = Json.MAPPER.createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw wrong("Line " + line.number() + " is not a JSON object.", "Put one JSON object on each line.");
            }
            parser.skipChildren();
            if (parser.nextToken() != null) {
                throw wrong("Line " + line.number() + " holds more than one JSON value.", "Put one on each line.");
            }
        } catch (JacksonException e) {
            throw wrong(
                    "Line " + line.number() + " is not JSON: " + e.getOriginalMessage() + ".",
                    "Put one JSON object on each line.");
        }
    }

    private static Refusal wrong(String message, String hint) {
        return new Refusal(ErrorCode.INVALID_REQUEST, message, "file", hint);
    }
}
