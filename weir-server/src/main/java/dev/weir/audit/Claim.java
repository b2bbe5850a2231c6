package dev.weir.audit;

import dev.weir.audit.note.Checkpoint;
import dev.weir.audit.note.SignedNote;
import dev.weir.audit.note.VerifierKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What somebody was told, with a signature, about a log; a check compares it with what is there. */
sealed interface Claim {
    /** Where it comes from. */
    String source();

    /** That the first {@code size} entries have this root. */
    record Of(Checkpoint checkpoint, String source) implements Claim {}

    /** That the entry of this number has this hash. */
    record Promise(long entry, byte[] leaf, String source) implements Claim {}

    /** That it is one, where nothing could be read of it, or no key has signed it. */
    record Broken(String source, String why) implements Claim {}

    static Claim checkpoint(String note, String source, Collection<VerifierKey> keys) {
        Optional<Checkpoint> checkpoint = Checkpoint.open(note, keys);
        if (checkpoint.isEmpty()) {
            return new Broken(source, "is no checkpoint that a known key has signed");
        }
        String origin = checkpoint.get().origin();
        return keys.stream().anyMatch(key -> key.name().equals(origin))
                ? new Of(checkpoint.get(), source)
                : new Broken(source, "speaks of another log, " + origin);
    }

    /** The promises of a receipt. */
    static List<Claim> receipt(String note, String source, Collection<VerifierKey> keys) {
        Optional<String> text = SignedNote.open(note, keys);
        List<String> lines = text.map(each -> each.lines().toList()).orElse(List.of());
        boolean ours = lines.size() >= Receipt.HEAD
                && keys.stream().anyMatch(key -> lines.getFirst().equals(key.name() + Receipt.SUFFIX));
        if (!ours) {
            return List.of(new Broken(source, "is no receipt that a known key has signed"));
        }
        List<Claim> promises = new ArrayList<>();
        for (String line : lines.subList(Receipt.HEAD, lines.size())) {
            String[] parts = line.split(" ", -1);
            promises.add(
                    new Promise(Long.parseLong(parts[0]), Base64.getDecoder().decode(parts[2]), source));
        }
        return promises;
    }
}
