package dev.weir.audit.note;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A text with signatures under it: the text, an empty line, and for each signature a line of a dash, the key's name and
 * the key's id with the signature in base64.
 */
public final class SignedNote {
    private static final String DASH = "\u2014 ";
    private static final int ID = 4;
    private static final int LONGEST = 1 << 20;

    private SignedNote() {}

    /**
     * @param text ends with a newline and has no control characters
     */
    public static String sign(String text, SigningKey key) {
        if (!text.endsWith("\n") || text.chars().anyMatch(c -> c < ' ' && c != '\n')) {
            throw new IllegalArgumentException("a note's text ends with a newline and has no control characters");
        }
        byte[] signature = key.sign(text.getBytes(StandardCharsets.UTF_8));
        byte[] marked = Arrays.copyOf(key.verifier().id(), ID + signature.length);
        System.arraycopy(signature, 0, marked, ID, signature.length);
        return text + "\n" + DASH + key.verifier().name() + " "
                + Base64.getEncoder().encodeToString(marked) + "\n";
    }

    /** The text of a note that one of these keys has signed; empty if none has, or it is no note. */
    public static Optional<String> open(String note, Collection<VerifierKey> keys) {
        int end = note.lastIndexOf("\n\n");
        if (end < 0 || note.length() > LONGEST) {
            return Optional.empty();
        }
        String text = note.substring(0, end + 1);
        List<String> lines = note.substring(end + 2).lines().toList();
        return lines.stream().anyMatch(line -> isBy(line, text, keys)) ? Optional.of(text) : Optional.empty();
    }

    private static boolean isBy(String line, String text, Collection<VerifierKey> keys) {
        String[] parts = line.split(" ", -1);
        if (parts.length != 3 || !line.startsWith(DASH)) {
            return false;
        }
        byte[] marked = decoded(parts[2]);
        if (marked.length <= ID) {
            return false;
        }
        byte[] signature = Arrays.copyOfRange(marked, ID, marked.length);
        return keys.stream()
                .filter(key -> key.name().equals(parts[1]))
                .filter(key -> MessageDigest.isEqual(key.id(), Arrays.copyOf(marked, ID)))
                .anyMatch(key -> key.verifies(text.getBytes(StandardCharsets.UTF_8), signature));
    }

    private static byte[] decoded(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }
}
