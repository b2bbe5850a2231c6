package dev.weir.audit;

import dev.weir.audit.note.Checkpoint;
import dev.weir.audit.note.VerifierKey;
import dev.weir.http.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import tools.jackson.core.JacksonException;

/**
 * What others were told about a log, to be compared with it.
 *
 * @param checkpoints notes from places where checkpoints were published, by where they come from
 * @param receipts notes of receipts, likewise
 */
public record Evidence(List<Told> checkpoints, List<Told> receipts) {
    public static final Evidence NONE = new Evidence(List.of(), List.of());

    /** A note and where it comes from. */
    public record Told(String source, String note) {}

    public Evidence {
        checkpoints = List.copyOf(checkpoints);
        receipts = List.copyOf(receipts);
    }

    /**
     * Reads files of published checkpoints, and receipts: as the API answers them, or only their notes.
     *
     * @throws IOException if a file cannot be read
     */
    public static Evidence in(List<Path> checkpointFiles, List<Path> receiptFiles) throws IOException {
        List<Told> checkpoints = new ArrayList<>();
        for (Path file : checkpointFiles) {
            Checkpoint.notesIn(Files.readString(file))
                    .forEach(note -> checkpoints.add(new Told(file.getFileName().toString(), note)));
        }
        List<Told> receipts = new ArrayList<>();
        for (Path file : receiptFiles) {
            receipts.add(new Told(file.getFileName().toString(), receipt(Files.readString(file))));
        }
        return new Evidence(checkpoints, receipts);
    }

    private static String receipt(String text) {
        if (!text.startsWith("{")) {
            return text;
        }
        try {
            return Json.MAPPER.readTree(text).path("receipt").asString("");
        } catch (JacksonException notJson) {
            return text;
        }
    }

    List<Claim> claims(Collection<VerifierKey> keys) {
        List<Claim> claims = new ArrayList<>();
        checkpoints.forEach(told -> claims.add(Claim.checkpoint(told.note, told.source, keys)));
        receipts.forEach(told -> claims.addAll(Claim.receipt(told.note, told.source, keys)));
        return claims;
    }
}
