package dev.weir.audit;

import dev.weir.audit.merkle.Hashes;
import dev.weir.audit.note.VerifierKey;
import dev.weir.http.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** A log in a file: a line with canonical JSON for each entry, and a last one with the checkpoint. */
public final class ExportFile {
    private ExportFile() {}

    /** The last line. */
    record Trailer(String checkpoint, String verifier) {}

    /**
     * Compares the lines with the checkpoint in the file and with what others were told.
     *
     * @param trusted the keys that are to have signed; none for the one in the file
     * @throws IOException if the file cannot be read
     */
    public static Report check(Path file, List<VerifierKey> trusted, Evidence evidence) throws IOException {
        Optional<Trailer> trailer = trailer(file);
        List<VerifierKey> keys = trusted.isEmpty()
                ? trailer.map(each -> List.of(VerifierKey.parse(each.verifier))).orElse(List.of())
                : trusted;
        List<Claim> claims = new ArrayList<>(evidence.claims(keys));
        claims.add(trailer.map(each -> Claim.checkpoint(each.checkpoint, "the checkpoint in the file", keys))
                .orElse(new Claim.Broken("the file", "has no last line with a checkpoint and its key")));
        LogCheck check = new LogCheck(claims);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            byte[] line = line(in);
            while (line != null) {
                byte[] next = line(in);
                if (next != null || trailer.isEmpty()) {
                    check.add(Hashes.leaf(line));
                }
                line = next;
            }
        }
        return check.end();
    }

    private static Optional<Trailer> trailer(Path file) throws IOException {
        byte[] last = new byte[0];
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            for (byte[] line = line(in); line != null; line = line(in)) {
                last = line;
            }
        }
        try {
            Trailer trailer = Json.MAPPER.readValue(last, Trailer.class);
            VerifierKey.parse(trailer.verifier);
            return Optional.of(trailer);
        } catch (JacksonException | IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    /** The bytes up to the next newline; null at the end. */
    private static byte @Nullable [] line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        if (next < 0) {
            return null;
        }
        while (next >= 0 && next != '\n') {
            line.write(next);
            next = in.read();
        }
        return line.toByteArray();
    }
}
