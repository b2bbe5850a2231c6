package dev.weir.audit.note;

import dev.weir.audit.merkle.Hashes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * How long a log was at some time, and the root of its tree then (c2sp.org/tlog-checkpoint).
 *
 * @param origin which log
 * @param size its entries
 */
public record Checkpoint(String origin, long size, byte[] root) {
    /** Lines of a checkpoint with one signature. */
    private static final int LINES = 5;

    /** What is signed. */
    public String text() {
        return origin + "\n" + size + "\n" + Base64.getEncoder().encodeToString(root) + "\n";
    }

    /** Reads a checkpoint that one of these keys has signed; empty if it is none. */
    public static Optional<Checkpoint> open(String note, Collection<VerifierKey> keys) {
        return SignedNote.open(note, keys).flatMap(Checkpoint::parse);
    }

    private static Optional<Checkpoint> parse(String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() < 3) {
            return Optional.empty();
        }
        try {
            long size = Long.parseLong(lines.get(1));
            byte[] root = Base64.getDecoder().decode(lines.get(2));
            boolean plain = Long.toString(size).equals(lines.get(1)) && size >= 0 && root.length == Hashes.SIZE;
            return plain ? Optional.of(new Checkpoint(lines.getFirst(), size, root)) : Optional.empty();
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }

    /** The notes of a file to which checkpoints were appended, an empty line after each. */
    public static List<String> notesIn(String file) {
        List<String> notes = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (String line : file.split("\n", -1)) {
            if (!line.isEmpty() || !lines.isEmpty()) {
                lines.add(line);
            }
            if (lines.size() == LINES) {
                notes.add(String.join("\n", lines) + "\n");
                lines.clear();
            }
        }
        if (lines.stream().anyMatch(line -> !line.isBlank())) {
            notes.add(String.join("\n", lines));
        }
        return notes;
    }
}
