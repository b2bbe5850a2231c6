package dev.weir.billing;

import dev.weir.audit.merkle.Frontier;
import dev.weir.audit.merkle.Hashes;
import dev.weir.audit.note.Checkpoint;
import dev.weir.audit.note.VerifierKey;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes the root of a log again from an exported stretch of it and the trees beside, and adds up what is in it. Holds one
 * entry at a time. Not thread-safe.
 */
final class StretchCheck {
    private final Bill.Stretch stretch;
    private final Tallies tallies;
    private final Consumer<String> findings;
    private final Frontier tree = new Frontier();

    /**
     * @param seen the charges of all logs; one that is in two of them counts once
     * @param findings takes what is wrong
     */
    StretchCheck(Bill.Stretch stretch, Seen seen, Consumer<String> findings) {
        this.stretch = stretch;
        this.tallies = new Tallies(seen);
        this.findings = findings;
    }

    void read(ByteLines in, InvoiceFile.Header header) throws IOException {
        try {
            header.before().forEach(side -> tree.add(side.subtree()));
            if (tree.size() != stretch.from()) {
                findings.accept("the stretch of the log does not begin at entry " + stretch.from());
            }
            for (byte[] line = in.next(); line != null; line = in.next()) {
                entry(line);
            }
            if (tree.size() != stretch.to()) {
                findings.accept("there are entries up to " + tree.size() + ", not " + stretch.to());
            }
            header.after().forEach(side -> tree.add(side.subtree()));
        } catch (IllegalArgumentException | NullPointerException e) {
            findings.accept("the entries are not a stretch of the log: " + e.getMessage());
        }
    }

    private void entry(byte[] line) {
        if (line.length > 0 && line[0] == '{') {
            Charged charged = EntryReader.read(tree.size(), line);
            tallies.add(charged);
            tree.add(charged.leaf());
            return;
        }
        byte[] hash = Base64.getDecoder().decode(line);
        if (hash.length != Hashes.SIZE) {
            throw new IllegalArgumentException("entry " + tree.size() + " is neither bytes nor a hash");
        }
        tree.add(hash);
    }

    /**
     * Compares what was read with what is signed.
     *
     * @param trusted the keys that are to have signed; none for the one in the file
     */
    void root(List<VerifierKey> trusted) {
        List<VerifierKey> keys = trusted;
        try {
            keys = trusted.isEmpty() ? List.of(VerifierKey.parse(stretch.verifier())) : trusted;
        } catch (IllegalArgumentException e) {
            findings.accept("the key in the file is none: " + e.getMessage());
        }
        Optional<Checkpoint> signed = Checkpoint.open(
                stretch.checkpoint(),
                keys.stream().filter(key -> key.name().equals(stretch.origin())).toList());
        if (signed.isEmpty() || !signed.get().origin().equals(stretch.origin())) {
            findings.accept("the checkpoint of " + stretch.origin() + " is not signed with a key that is trusted");
        } else if (signed.get().size() != tree.size()) {
            findings.accept("the checkpoint speaks of " + signed.get().size() + " entries, the file of " + tree.size());
        } else if (!MessageDigest.isEqual(signed.get().root(), tree.root())) {
            findings.accept(
                    "one of the entries was changed, left out or moved: they are not those that the checkpoint signs");
        }
    }

    String origin() {
        return stretch.origin();
    }

    long size() {
        return tree.size();
    }

    List<Used.Of> used() {
        return tallies.used(stretch.origin());
    }
}
